// Drag the bar of a step to make it longer or shorter; what it means is decided on the server.
const PIXELS_A_SECOND = 1;
const GRID_S = 5;

const clock = (seconds) =>
  `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest("meter[data-seconds]");
  if (!bar) return;
  dragged = { bar, from: event.clientX, seconds: Number(bar.dataset.seconds), change: 0 };
  bar.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const moved = (event.clientX - dragged.from) / PIXELS_A_SECOND;
  const change = Math.round(moved / GRID_S) * GRID_S;
  dragged.change = Math.max(change, GRID_S - dragged.seconds);
  const shown = dragged.bar.parentElement.querySelector("[data-clock]");
  shown.textContent = clock(dragged.seconds + dragged.change);
});

document.addEventListener("pointerup", () => {
  if (!dragged) return;
  const { bar, change } = dragged;
  dragged = null;
  if (change === 0) return;
  const button = document.createElement("button");
  button.name = "change";
  button.value = `seconds:${bar.closest("tr").dataset.step}:${change}`;
  button.hidden = true;
  const form = document.getElementById("editor");
  form.append(button);
  form.requestSubmit(button);
});
