// A session under the hands: stages are looked at, bars and strokes are dragged, marks point both
// ways. What a change means is decided on the server, and its answer replaces the page's part.

const WAIT_MS = 600;
const part = () => document.getElementById("session-part");
const busy = () => part()?.querySelector(".htmx-request") !== null;

const clock = (seconds) =>
  `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

const asked = () => part()?.querySelector("#editor > [data-asked]");

function send(change) {
  const form = document.getElementById("editor");
  if (!form || busy()) return false;
  asked()?.remove();
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "change", value: change });
  field.dataset.asked = "";
  form.append(field);
  form.requestSubmit();
  return true;
}

// The buttons stand outside of their form, where htmx does not see which of them was pressed.
document.addEventListener("click", (event) => {
  const button = event.target.closest('#session-part button[form="editor"]');
  if (!button) return;
  event.preventDefault();
  send(button.value);
});

// ---- one stage at a time ----
function show(stage) {
  for (const canvas of document.querySelectorAll(".canvas")) {
    canvas.toggleAttribute("hidden", canvas.dataset.stage !== stage);
  }
  for (const field of document.querySelectorAll("#session-part input[name=stage]")) field.value = stage;
}

document.addEventListener(
  "toggle",
  (event) => {
    const stage = event.target;
    if (!stage.matches?.(".stage") || !stage.open) return;
    for (const other of document.querySelectorAll(".stage[open]")) if (other !== stage) other.open = false;
    show(stage.dataset.stage);
  },
  true,
);

// ---- a step is the same thing in the list and on the body ----
const inStep = (place) => part()?.querySelectorAll(`[data-step="${place}"]`) ?? [];

function point(target) {
  for (const one of part()?.querySelectorAll(".is-here") ?? []) one.classList.remove("is-here");
  const about = target?.closest?.("#session-part [data-step], #session-part [data-wrong]");
  if (!about) return;
  const step = about.closest("[data-step]")?.dataset.step;
  const wrong = target.closest("[data-wrong]")?.dataset.wrong;
  if (step !== undefined) for (const one of inStep(step)) if (!one.matches(".sign")) one.classList.add("is-here");
  if (wrong === undefined) return;
  for (const one of part().querySelectorAll(`[data-wrong="${wrong}"]`)) one.classList.add("is-here");
}

document.addEventListener("pointerover", (event) => point(event.target));
document.addEventListener("focusin", (event) => point(event.target));

// A number in the list leads to its place on the body, and the other way round.
document.addEventListener("click", (event) => {
  const link = event.target.closest("#session-part [data-wrong] a.octagon, #session-part a.sign");
  if (!link) return;
  event.preventDefault();
  const wrong = link.closest("[data-wrong]").dataset.wrong;
  if (link.matches(".sign")) {
    const row = document.getElementById(`wrong-${wrong}`);
    const stage = row?.closest(".stage");
    if (stage) stage.open = true;
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector("a")?.focus();
    return;
  }
  const stage = link.closest(".stage")?.dataset.stage;
  if (stage) show(stage);
  const signs = [...part().querySelectorAll(`.sign[data-wrong="${wrong}"]`)];
  const seen = signs.find((one) => !one.closest("[hidden]")) ?? signs[0];
  if (seen) show(seen.closest(".canvas").dataset.stage);
  seen?.scrollIntoView({ block: "nearest" });
  seen?.focus();
});

// ---- a bar is dragged longer or shorter ----
let waiting = 0;

const barOf = (event) => (event.target.matches?.("input.step__bar") ? event.target : null);

function commit(bar) {
  clearTimeout(waiting);
  const change = Number(bar.value) - Number(bar.dataset.seconds);
  const place = bar.closest("[data-step]").dataset.step;
  if (change !== 0 && !send(`seconds:${place}:${change}`)) waiting = setTimeout(commit, WAIT_MS, bar);
}

document.addEventListener("input", (event) => {
  const bar = barOf(event);
  if (!bar) return;
  bar.parentElement.querySelector("[data-clock]").textContent = clock(Number(bar.value));
  bar.setAttribute("aria-valuetext", clock(Number(bar.value)));
});

// A key changes a little at a time: the change is sent when the keys rest.
let byKey = false;
document.addEventListener("keydown", (event) => (byKey = Boolean(barOf(event)) || byKey), true);
document.addEventListener("pointerdown", () => (byKey = false), true);
document.addEventListener("change", (event) => {
  const bar = barOf(event);
  if (!bar) return;
  clearTimeout(waiting);
  waiting = setTimeout(commit, byKey ? WAIT_MS : 0, bar);
});

// ---- undo from the keyboard ----
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=range]), textarea, select");
  const wanted = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  const button = document.getElementById("undo-button");
  if (!wanted || typing || !button || busy()) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});

// ---- what got lost on the way is put back and said ----
function lost() {
  const said = document.getElementById("plan-said");
  if (said) said.textContent = said.dataset.lost;
  asked()?.remove();
  for (const bar of part()?.querySelectorAll("input.step__bar") ?? []) {
    bar.value = bar.dataset.seconds;
    bar.parentElement.querySelector("[data-clock]").textContent = clock(Number(bar.value));
  }
  document.dispatchEvent(new Event("plan:lost"));
}
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    if (event.target.closest?.("#session-part")) lost();
  });
}

// What is moved on the picture comes from there; cancelled means taken.
document.addEventListener("plan:change", (event) => {
  if (send(event.detail)) event.preventDefault();
});
