// Single keys of the office: `?` shows them, `/` searches, `n` acts, `g` and a letter goes.
// They can be switched off on a device, and never act while somebody types.
const STORED = "keys-off";
const WAIT_MS = 1500;
const dialog = document.querySelector("#keys");
let going = 0;

const areOn = () => window.localStorage.getItem(STORED) === null;
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

function show() {
  if (dialog && !dialog.open) dialog.showModal();
}

function goTo(letter) {
  document.querySelector(`.places [data-key="${CSS.escape(letter)}"]`)?.click();
}

function search() {
  document.querySelector("main input[type=search]")?.focus();
}

function act() {
  document.querySelector(".heading .button--main, main .button--main")?.click();
}

const acts = { "?": show, "/": search, n: act };

function pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || dialog?.open || (event.key !== "?" && !areOn())) return;
  if (event.timeStamp - going < WAIT_MS && going) {
    going = 0;
    goTo(event.key);
  } else if (event.key === "g") {
    going = event.timeStamp;
  } else if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
}

function offerSwitch() {
  const box = dialog.querySelector("[data-keys-on]");
  box.checked = areOn();
  box.addEventListener("change", () => {
    if (box.checked) window.localStorage.removeItem(STORED);
    else window.localStorage.setItem(STORED, "yes");
  });
}

export function listenForKeys() {
  document.addEventListener("keydown", pressed);
  for (const opener of document.querySelectorAll("[data-open-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", show);
  }
  if (dialog) offerSwitch();
}
