/** The PIN, with keys for knuckles: what is on this tablet can be read by whoever set it up. */
import { el, show } from "./dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "\u232b", "0"];

/** Ask for the PIN, then open what was going on. */
export function unlockScreen(app) {
  const { tablet } = app.words;
  const field = el("input.typed", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "current-password" });
  const said = el("p", { role: "alert" });
  const tried = async () => {
    const outcome = await app.store.unlock(field.value);
    field.value = "";
    if (outcome === "open") return app.open();
    said.textContent = tablet.unlocked[outcome] ?? tablet.unlocked.wrong;
    return null;
  };
  const press = (key) => () => (field.value = key === "\u232b" ? field.value.slice(0, -1) : field.value + key);
  const keys = KEYS.map((key) => el("button.touch.touch--number", { type: "button", "aria-label": key === "\u232b" ? app.words.view.erase : key, on: { click: press(key) } }, key));
  const open = el("button.touch.touch--main", { "data-act": "unlock" }, tablet.unlock);
  const form = el("form.pin", { on: { submit: (event) => { event.preventDefault(); tried(); } } }, el("label", { for: "pin" }, tablet.pin), field, el("div.pin__keys", {}, ...keys, open));
  show(app.place, el("section.before", { "data-screen": "unlock", "aria-labelledby": "unlock" }, el("h1", { id: "unlock" }, tablet.unlock), form, said));
}
