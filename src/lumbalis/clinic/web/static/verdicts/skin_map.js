// The back to point at: touching an area ticks its word in the list, and the list colours the area.
for (const map of document.querySelectorAll(".skin[data-for]")) {
  const list = document.getElementById(map.dataset.for);
  const box = (word) => list?.querySelector(`input[type=checkbox][value="${CSS.escape(word)}"]`);
  const areas = [...map.querySelectorAll("[data-word]")];

  const show = () => {
    for (const area of areas) area.classList.toggle("is-on", Boolean(box(area.dataset.word)?.checked));
  };

  map.addEventListener("click", (event) => {
    const chosen = box(event.target.closest?.("[data-word]")?.dataset.word ?? "");
    if (!chosen) return;
    chosen.checked = !chosen.checked;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  });

  list?.addEventListener("change", (event) => {
    const none = box("none");
    if (none && event.target.checked && event.target !== none) none.checked = false;
    if (none && event.target === none && none.checked) {
      for (const area of list.querySelectorAll("input[type=checkbox]")) area.checked = area === none;
    }
    show();
  });
  show();
}
