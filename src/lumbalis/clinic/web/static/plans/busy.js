// Say that planning takes a while, and let it be asked for only once.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    const note = form.querySelector("[data-busy-note]");
    if (note) note.hidden = false;
  });
}
