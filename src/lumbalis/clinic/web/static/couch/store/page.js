// The page of a tablet: who writes here, where what was written is, and the last resorts.
import { openStore } from "./index.js";
import { saying } from "./saying.js";
import { enrol, files } from "./setup.js";
import { keepShell, takeOver } from "./worker.js";

const page = document.querySelector("[data-couch]");
const words = JSON.parse(document.querySelector("#couch-words").textContent);
const language = document.documentElement.lang;
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const { clinic, base, late } = page.dataset;

function show(store) {
  const said = saying(store.state, words.saved, language);
  part("place").textContent = said.place;
  part("why").textContent = said.why;
  part("saved").dataset.tone = said.tone;
  const { device, isOpen } = store.keyring;
  const isNew = device === null || (!isOpen && store.user !== "" && device.user !== store.user);
  part("enrol").hidden = !isNew;
  part("unlock").hidden = isNew || isOpen || device.wrapped === null;
  part("open").hidden = !isOpen;
  part("destroyed").hidden = isNew || device.wrapped !== null;
  part("insecure").hidden = window.isSecureContext;
  part("file").hidden = store.state.unsent + store.state.unsaved === 0;
  part("here").hidden = store.state.writer;
}

function tell(text) {
  part("said").textContent = text;
}

/** Offer a file to keep; the address is given back once the browser has it. */
function offer({ name, text }) {
  const link = Object.assign(document.createElement("a"), { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const acts = (store) => ({
  enrol: async (form) => tell(words.tablet.enrolled[await enrol(store, form.elements.pin.value, form.elements.label.value)] ?? words.tablet.enrolled.trouble),
  unlock: async (form) => tell(words.tablet.unlocked[await store.unlock(form.elements.pin.value)]),
  lock: () => store.keyring.lock(),
  send: () => store.sync(),
  file: async () => (await files(store)).forEach(offer),
  here: async () => (await store.becomeWriter({ over: true })) && store.start(),
});

function listen(store) {
  const known = acts(store);
  const act = async (name, form) => {
    await known[name](form);
    form?.reset();
    show(store);
  };
  for (const form of page.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form.dataset.part, form);
    });
  }
  page.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-act]");
    if (button) act(button.dataset.act);
  });
  store.addEventListener("change", () => show(store));
}

const store = await openStore({ clinic, base, lateAddress: late });
listen(store);
show(store);
store.start();
page.dataset.ready = "yes";
const shell = await keepShell(base);
if (store.state.unsent === 0) takeOver(shell);
