// Strokes, cups and points are moved on the picture: by a pointer, or by the arrow keys.
// Shown are whole steps of 5 mm; the server snaps and judges once more.
const GRID_MM = 5;
const WAIT_MS = 700;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const snap = (mm) => Math.round(mm / GRID_MM) * GRID_MM;

const part = () => document.getElementById("session-part");
const busy = () => part()?.querySelector(".htmx-request") !== null;

// The editor sends what it is asked to, unless something is under way.
const send = (change) =>
  !document.dispatchEvent(new CustomEvent("plan:change", { detail: change, cancelable: true }));

let held = null;
let waiting = 0;

const moving = (target) => target.closest?.(".bench__picture--moving :is(.grip, .work)");

// What goes along: all of the step, or the one stroke that is moved alone.
function take(one) {
  const { step, stroke } = one.dataset;
  const canvas = one.closest(".canvas");
  const all = [...canvas.querySelectorAll(`:is(.grip, .work)[data-step="${step}"]`)];
  const taken = stroke ? all.filter((other) => other.dataset.stroke === stroke) : all;
  const places = taken.map((other) => [other, other.getAttribute("transform") ?? ""]);
  return { canvas, step, stroke: stroke ?? "", places, out: Number(one.dataset.out), x: 0, y: 0 };
}

const way = ({ x, y, out }) => ({ up: snap(y), outwards: snap(x) * out });

function draw() {
  const { up, outwards } = way(held);
  const scale = Number(held.canvas.dataset.scale);
  for (const [one, place] of held.places) {
    const across = outwards * Number(one.dataset.out);
    const unit = one.matches(".grip") ? scale : 10;
    one.setAttribute("transform", `translate(${across * unit} ${-up * unit}) ${place}`);
    one.classList.toggle("is-moving", up !== 0 || outwards !== 0);
  }
  tell(up, outwards);
}

function tell(up, outwards) {
  const words = part().dataset;
  const said = [
    up > 0 ? [words.up, up] : [words.down, -up],
    outwards > 0 ? [words.out, outwards] : [words.in, -outwards],
  ];
  const shown = part().querySelector(".bench__way");
  shown.textContent = said.filter(([, mm]) => mm).map(([word, mm]) => word.replace("{mm}", mm)).join(", ");
  shown.hidden = shown.textContent === "";
}

function putBack() {
  clearTimeout(waiting);
  if (!held) return;
  for (const [one, place] of held.places) {
    if (place) one.setAttribute("transform", place);
    else one.removeAttribute("transform");
    one.classList.remove("is-moving");
  }
  held = null;
  const shown = part()?.querySelector(".bench__way");
  if (shown) shown.hidden = true;
}

function letGo() {
  clearTimeout(waiting);
  if (!held) return;
  const { up, outwards } = way(held);
  if (up === 0 && outwards === 0) putBack();
  else if (!send(`move:${held.step}:${up}:${outwards}:${held.stroke}`)) waiting = setTimeout(letGo, WAIT_MS);
}

document.addEventListener("pointerdown", (event) => {
  const one = moving(event.target);
  const finger = event.pointerType === "touch";
  if (!one || event.button !== 0 || busy() || (finger && !one.matches(".grip"))) return;
  putBack();
  held = take(one);
  const { width } = held.canvas.getBoundingClientRect();
  const box = held.canvas.viewBox.baseVal;
  const shown = Math.min(width / box.width, held.canvas.clientHeight / box.height || Infinity);
  held.mm = 1 / (shown * Number(held.canvas.dataset.scale));
  held.from = [event.clientX, event.clientY];
  held.pointer = event.pointerId;
  held.canvas.setPointerCapture(event.pointerId);
  one.closest(".grip")?.focus?.({ preventScroll: true });
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.pointer !== event.pointerId) return;
  held.x = (event.clientX - held.from[0]) * held.mm;
  held.y = (held.from[1] - event.clientY) * held.mm;
  draw();
});

document.addEventListener("pointerup", (event) => {
  if (held?.pointer === event.pointerId) letGo();
});
document.addEventListener("pointercancel", (event) => {
  if (held?.pointer === event.pointerId) putBack();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") putBack();
  const grip = event.target.closest?.(".bench__picture--moving .grip");
  const arrow = ARROWS[event.key];
  if (!grip || busy()) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    letGo();
  }
  if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const same = held && held.step === grip.dataset.step && held.stroke === (grip.dataset.stroke ?? "");
  if (!same) {
    putBack();
    held = take(grip);
  }
  held.x += arrow[0] * GRID_MM;
  held.y += arrow[1] * GRID_MM;
  draw();
  clearTimeout(waiting);
  waiting = setTimeout(letGo, WAIT_MS);
});

document.addEventListener("htmx:afterSwap", () => {
  clearTimeout(waiting);
  held = null;
});

document.addEventListener("plan:lost", putBack);
