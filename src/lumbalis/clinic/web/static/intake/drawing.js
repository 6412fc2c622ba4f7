// Drawing where it hurts. Places are kept in millimetres of the body: x to its right, y to the head.
const TENTHS = 10;
const APART_MM = 3;
const LEAST_PLACES = 3;
const MOST_PLACES = 1500;
const MOST_MARKS = 30;
const ADD_ROUND_MM = 18;
const svgNamespace = "http://www.w3.org/2000/svg";

const canvas = document.querySelector("[data-drawing]");
const svg = canvas.querySelector("svg");
const layer = canvas.querySelector("[data-marks]");
const form = canvas.closest("form");
const kept = form.elements.marks;
const rating = form.elements.rating;
const status = canvas.querySelector("[data-status]");
const whole = svg.getAttribute("viewBox").split(" ").map(Number);

let marks = read();
let line = null;
let drawnLine = null;

function read() {
  try {
    const found = JSON.parse(kept.value || "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function placeOf(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [Math.round(point.x) / TENTHS, Math.round(-point.y) / TENTHS];
}

const path = (places, closed) =>
  "M" + places.map(([x, y]) => `${Math.round(x * TENTHS)} ${Math.round(-y * TENTHS)}`).join("L") + (closed ? "Z" : "");

function shape(kind, places, closed) {
  const drawn = document.createElementNS(svgNamespace, "path");
  drawn.setAttribute("class", kind);
  drawn.setAttribute("d", path(places, closed));
  layer.append(drawn);
  return drawn;
}

function show() {
  layer.replaceChildren();
  for (const mark of marks) shape("mark", mark.line, true);
  kept.value = marks.length ? JSON.stringify(marks) : "";
  canvas.querySelector("[data-tool=undo]").disabled = !marks.length;
  canvas.querySelector("[data-tool=clear]").disabled = !marks.length;
  status.textContent = canvas.dataset.said + marks.length;
  const named = new Set([...form.querySelectorAll("[name=zone]:checked")].map((box) => box.value));
  for (const zone of svg.querySelectorAll("[data-zone]")) {
    zone.classList.toggle("zone--on", named.has(zone.dataset.zone));
  }
}

// A tap marks a small round place; a line is closed to its beginning.
const around = ([x, y]) =>
  Array.from({ length: 12 }, (_, step) => {
    const turn = (step / 12) * 2 * Math.PI;
    return [x + ADD_ROUND_MM * Math.cos(turn), y + ADD_ROUND_MM * Math.sin(turn)].map((mm) => Math.round(mm * 10) / 10);
  });

svg.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0 || marks.length >= MOST_MARKS) return;
  svg.setPointerCapture(event.pointerId);
  line = [placeOf(event)];
  drawnLine = shape("mark mark--now", line, false);
});

svg.addEventListener("pointermove", (event) => {
  if (!line || line.length >= MOST_PLACES) return;
  for (const each of event.getCoalescedEvents?.() ?? [event]) {
    const place = placeOf(each);
    const last = line[line.length - 1];
    if (Math.hypot(place[0] - last[0], place[1] - last[1]) >= APART_MM) line.push(place);
  }
  drawnLine.setAttribute("d", path(line, false));
});

svg.addEventListener("pointerup", () => {
  if (!line) return;
  const drawn = line.length < LEAST_PLACES ? around(line[0]) : line;
  marks.push({ line: drawn, nrs: Number(rating.value) });
  line = null;
  show();
});

svg.addEventListener("pointercancel", () => {
  line = null;
  show();
});

const tools = {
  undo: () => marks.pop(),
  clear: () => {
    marks = [];
  },
  zoom: (button) => zoomTo(button.getAttribute("aria-pressed") !== "true"),
};

// The lower back, from the last ribs to below the buttocks, as large as the screen allows.
function zoomTo(near) {
  const [left, top, width, height] = whole;
  const zones = [...svg.querySelectorAll("[data-zone*=thoracic], [data-zone*=gluteal], [data-zone*=lateral]")];
  const boxes = zones.map((zone) => zone.getBBox());
  const edge = (value) => boxes.map(value);
  const from = [Math.min(...edge((b) => b.x)), Math.min(...edge((b) => b.y))];
  const to = [Math.max(...edge((b) => b.x + b.width)), Math.max(...edge((b) => b.y + b.height))];
  const view = near ? [from[0] - 300, from[1] - 300, to[0] - from[0] + 600, to[1] - from[1] + 600] : [left, top, width, height];
  svg.setAttribute("viewBox", view.join(" "));
  canvas.querySelector("[data-tool=zoom]").setAttribute("aria-pressed", String(near));
}

canvas.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tool]");
  if (!button) return;
  tools[button.dataset.tool](button);
  if (button.dataset.tool !== "zoom") show();
});

form.addEventListener("change", (event) => {
  if (event.target.name === "zone") show();
});

canvas.dataset.ready = "yes";
canvas.querySelector(".tools").hidden = false;
zoomTo(true);
show();
