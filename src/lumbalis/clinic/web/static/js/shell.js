// Keys, menus and focus of every page. Without this module everything still works by mouse and Tab.
import { listenForKeys } from "./keys.js";

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

listenForKeys();
