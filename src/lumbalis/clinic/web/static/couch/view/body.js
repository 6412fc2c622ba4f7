/** The back of the patient, lit where the hands work now. */
import { drawn } from "./dom.js";

const ROOM = 4;
const LIT = 0.5;

/** Let drawings take the colours of the reader's theme. */
export function colour(palette) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(palette);
  document.adoptedStyleSheets = [sheet];
}

export class Back {
  /** @param {{map: any[] | null, parts: Record<string, number>}} shown */
  constructor({ map, parts }) {
    this.svg = map ? drawn(map) : null;
    this.parts = parts;
    this.svg?.setAttribute("class", "back");
    this.frames = this.svg ? [...this.svg.children].filter((one) => one.tagName === "svg") : [];
    this.letters = this.svg ? [...this.svg.children].filter((one) => one.tagName === "text") : [];
    this.whole = this.svg?.getAttribute("viewBox");
  }

  /** Light the zones and lanes of a step. @param {number | null} number @param {string[]} zones */
  light(number, zones) {
    if (!this.svg) return;
    const lit = new Set(zones);
    for (const zone of this.svg.querySelectorAll("[data-zone]")) {
      zone.setAttribute("fill-opacity", lit.has(zone.dataset.zone) ? LIT : 0);
    }
    for (const step of this.svg.querySelectorAll("[data-step]")) {
      step.setAttribute("visibility", step.dataset.step === String(number) ? "visible" : "hidden");
    }
    this.#comeNear(zones);
  }

  /** Show the part where the hands are, large; both where they are in both. */
  #comeNear(zones) {
    const [part, other] = new Set(zones.map((zone) => this.parts[zone] ?? 0));
    const frame = other === undefined ? this.frames[part] : null;
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(frame?.getAttribute(name)));
    this.svg.setAttribute("viewBox", frame ? `${x - ROOM} ${y - ROOM} ${width + 2 * ROOM} ${height + 2 * ROOM}` : this.whole);
    const isNear = (one) => !frame || one === frame || (one.tagName === "text" && x <= one.getAttribute("x") && one.getAttribute("x") <= x + width);
    for (const one of [...this.frames, ...this.letters]) one.setAttribute("visibility", isNear(one) ? "visible" : "hidden");
  }

  /** Mark zones that were chosen, the whole back in view. @param {Iterable<string>} zones */
  mark(zones) {
    const chosen = new Set(zones);
    for (const zone of this.svg?.querySelectorAll("[data-zone]") ?? []) {
      zone.setAttribute("fill-opacity", chosen.has(zone.dataset.zone) ? LIT : 0);
    }
  }

  /** Let zones be tapped. @param {(zone: string) => void} tapped */
  ask(tapped) {
    this.svg?.addEventListener("click", (touch) => {
      const zone = this.#zoneAt(touch);
      if (zone) tapped(zone);
    });
    this.svg?.classList.add("back--asks");
  }

  /** Name the zone under a touch: the back is drawn once and used twice, so the place is worked out. */
  #zoneAt({ target, clientX, clientY }) {
    const matrix = target.closest("use")?.getScreenCTM();
    if (!matrix) return null;
    const point = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
    const under = [...this.svg.querySelectorAll("[data-zone]")].filter((zone) => zone.isPointInFill(point));
    return under.at(-1)?.dataset.zone ?? null;
  }
}
