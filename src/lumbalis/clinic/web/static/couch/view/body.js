/** The back of the patient, lit where the hands work now. */
import { drawn } from "./dom.js";

export class Back {
  /** @param {any[] | null} tree */
  constructor(tree) {
    this.svg = tree ? drawn(tree) : null;
    this.svg?.setAttribute("class", "back");
  }

  /** Light the zones and lanes of a step. @param {number | null} number @param {string[]} zones */
  light(number, zones) {
    if (!this.svg) return;
    const lit = new Set(zones);
    for (const zone of this.svg.querySelectorAll("[data-zone]")) {
      zone.classList.toggle("is-lit", lit.has(zone.dataset.zone));
    }
    for (const step of this.svg.querySelectorAll("[data-step]")) {
      step.setAttribute("visibility", step.dataset.step === String(number) ? "visible" : "hidden");
    }
  }

  /** Let zones be tapped. @param {(zone: string) => void} tapped */
  ask(tapped) {
    this.svg?.addEventListener("click", ({ target }) => {
      const zone = target.closest("[data-zone]")?.dataset.zone;
      if (zone) tapped(zone);
    });
    this.svg?.classList.add("back--asks");
  }
}
