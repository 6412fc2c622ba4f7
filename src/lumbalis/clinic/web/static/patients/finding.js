// Finding people by keyboard: arrows walk through the hits, Escape empties the box, and coming
// back to the page finds again what was looked for. The words never stand in an address.
const form = document.querySelector("[data-finding]");
const box = form?.querySelector("input[type=search]");

const hits = () => [...document.querySelectorAll("[data-hit]")];

function remember() {
  window.history.replaceState({ ...window.history.state, found: box.value }, "");
}

function findAgain() {
  const before = window.history.state?.found ?? "";
  if (!before || before === box.defaultValue) return;
  box.value = before;
  form.requestSubmit();
}

function step(event) {
  const all = hits();
  const here = all.indexOf(document.activeElement);
  const forward = event.key === "ArrowDown";
  if (here < 0 && !(document.activeElement === box && forward)) return;
  event.preventDefault();
  const next = here + (forward ? 1 : -1);
  (all[Math.min(next, all.length - 1)] ?? box).focus();
}

function pressed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
}

if (box) {
  box.addEventListener("input", remember);
  document.addEventListener("keydown", pressed);
  window.addEventListener("pageshow", findAgain);
}
