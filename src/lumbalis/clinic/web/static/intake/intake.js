// What makes the questions smoother; every page works without it.

// A page is sent once, however often a finger taps.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What could not be taken is read first.
document.querySelector("#fault")?.focus();

// Enter on a line ticks it; it must never answer the page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[type=checkbox]")) return;
  event.preventDefault();
  event.target.click();
});

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const input = stepper.querySelector("input");
  const low = Number(input.dataset.low);
  const high = Number(input.dataset.high);
  for (const button of stepper.querySelectorAll("[data-by]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const typed = Number(input.value.replace(",", "."));
      const from = input.value.trim() === "" || Number.isNaN(typed) ? low - Number(button.dataset.by) : typed;
      input.value = String(Math.min(high, Math.max(low, from + Number(button.dataset.by))));
    });
  }
}

// From day to month to year without a tap between.
for (const dates of document.querySelectorAll(".date")) {
  const fields = [...dates.querySelectorAll("input")];
  fields.forEach((field, place) => {
    field.addEventListener("input", () => {
      if (field.value.length === Number(field.maxLength)) fields[place + 1]?.focus();
    });
  });
}
