// Keys, menus and focus of every page. Without this module everything still works by mouse and Tab.
// It imports nothing: files are served under names with a hash, which an import does not know.

const SENT_MS = 4000;
const menus = () => document.querySelectorAll("details.menu[open]");

function closeMenus(but) {
  for (const menu of menus()) if (menu !== but) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What went wrong is read first: a conflict before the list of errors.
function showTrouble(within) {
  within.querySelector("#conflict, #form-errors")?.focus();
}

// A row of tabs may be longer than a phone is wide: the one we are on is in view.
for (const here of document.querySelectorAll(".tabs [aria-current], .chips [aria-current]")) {
  const row = here.closest("ul");
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

showTrouble(document);
document.addEventListener("htmx:afterSwap", (event) => showTrouble(event.target));

// A form is sent once, however often its button is touched.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-many]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, SENT_MS);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Copying by a button beside the text: <button data-copy="#id">.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard?.writeText(source.value ?? source.textContent.trim());
  button.textContent = button.dataset.copied ?? button.textContent;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

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

function listenForKeys() {
  document.addEventListener("keydown", pressed);
  for (const opener of document.querySelectorAll("[data-open-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", show);
  }
  if (dialog) offerSwitch();
}

listenForKeys();
