/**
 * The run: the step large, the back lit, the time that is left, and STOP always in one place.
 * @module
 */
import { filled } from "../store/saying.js";
import { Back } from "./body.js";
import { clock, el, show, upperFirst } from "./dom.js";

const TICK_MS = 250;
const LONGER_S = 30;
const KINDLY = ["step.left"];

/**
 * Show a run until it comes to its rest.
 * @param {import("./app.js").App} app
 * @param {import("./live.js").Live} live
 * @returns {() => void} what ends the showing
 */
export function runScreen(app, live) {
  const screen = new RunScreen(app, live);
  screen.open();
  return () => screen.close();
}

class RunScreen {
  constructor(app, live) {
    Object.assign(this, { app, live, words: app.words.view.run, cups: new Set() });
    this.back = new Back(live.shown);
    this.parts = this.#parts();
  }

  open() {
    const { app, live } = this;
    app.signals.stayAwake();
    show(app.place, this.#layout());
    live.addEventListener("change", this.#changed);
    this.timer = setInterval(() => this.#tick(), TICK_MS);
    document.addEventListener("visibilitychange", this.#seen);
    document.addEventListener("keydown", this.#key);
    this.#changed();
    this.#tick();
  }

  close() {
    clearInterval(this.timer);
    this.live.removeEventListener("change", this.#changed);
    document.removeEventListener("visibilitychange", this.#seen);
    document.removeEventListener("keydown", this.#key);
  }

  #seen = () => document.hidden || this.#tick();

  #key = (event) => {
    if (event.target.closest("button, input, textarea, dialog") && event.key !== "Escape") return;
    const act = { " ": () => this.live.touch("pause"), ArrowRight: () => this.#forward(), ArrowLeft: () => this.live.touch("back"), Escape: () => this.app.stop(this.live) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  #parts() {
    return {
      what: el("h1.run__what", { id: "what" }),
      where: el("p.run__where"),
      how: el("p.run__how"),
      cue: el("p.run__cue"),
      level: el("p.run__level"),
      feels: el("p.run__feels"),
      left: el("p.run__left", { role: "timer", "aria-live": "off" }),
      bar: el("progress.run__bar", { max: 1, value: 0, "aria-hidden": "true" }),
      next: el("p.run__next"),
      whole: el("p.run__whole"),
      asks: el("div.run__asks", { role: "group" }),
      cups: el("div.run__cups"),
      said: el("p.away", { role: "status" }),
    };
  }

  #layout() {
    const { parts, words } = this;
    const text = el("div.run__step", { on: { click: () => this.app.tapAnywhere && this.#forward() } }, parts.what, parts.where, parts.how, parts.level, parts.feels, parts.cue);
    const time = el("div.run__time", { on: { click: () => this.app.tapAnywhere && this.#forward() } }, parts.left, parts.bar, parts.whole);
    return el("section.run", { "aria-labelledby": "what", "data-screen": "run" }, parts.cups,
      el("div.run__body", { on: { click: () => this.app.tapAnywhere && this.#forward() } }, this.back.svg), text, time, parts.asks, parts.next, this.#buttons(words), parts.said);
  }

  #buttons(words) {
    const { live } = this;
    const act = (name, words_, do_, more = "") => el(`button.touch${more}`, { type: "button", "data-act": name, on: { click: do_ } }, words_);
    this.pause = act("pause", words.pause, () => live.touch("pause"));
    this.lighter = act("lighter", words.lighter, () => live.touch("lighter"));
    return el("div.run__acts", {},
      act("stop", words.stop, () => this.app.stop(live), ".touch--stop"),
      act("back", words.back, () => live.touch("back")), this.pause,
      act("longer", filled(words.longer, this.app.language, { n: LONGER_S }), () => live.touch("extend", LONGER_S)),
      this.lighter, act("skip", words.skip, () => live.touch("skip")), act("pain", words.pain, () => this.#pain()),
      act("next", words.next, () => this.#forward(), ".touch--main"));
  }

  #forward() {
    return this.live.touch("forward");
  }

  /** Pain during the work: one touch on a number; high pain leads straight to the stop. */
  #pain() {
    const { tapped } = this.app.pack;
    this.app.askNumber(this.words.pain_now, tapped.pain.highest, async (moving) => {
      await this.live.note("pain.scored", { when: "during", moving });
      if (moving >= tapped.pain.stop_from) this.app.stop(this.live, ["pain_high"]);
    });
  }

  #changed = () => {
    const { live, parts, words } = this;
    const { run } = live;
    if (["resting", "rested", "finished", "stopped"].includes(run.phase)) return this.app.go(live);
    const number = run.current ?? run.next ?? live.session.steps.length - 1;
    const step = live.shown.steps[number];
    const side = step.side ? ` · ${step.side}` : "";
    parts.what.textContent = upperFirst(step.what.join(", ") || step.stage, this.app.language);
    parts.where.textContent = `${step.where}${side}`;
    parts.how.textContent = [step.cups, ...step.how, ...step.points.map(({ point }) => point)].filter(Boolean).join(" · ");
    parts.cue.textContent = step.cue;
    const level = run.level ?? step.level;
    parts.level.textContent = filled(words.level, this.app.language, { n: level });
    parts.feels.textContent = level === step.level ? step.feels : "";
    if (level !== step.level) parts.level.textContent = filled(words.level_lighter, this.app.language, { n: level, planned: step.level });
    parts.next.textContent = this.#nextWords(run, number);
    this.pause.textContent = run.phase === "paused" ? words.resume : words.pause;
    this.lighter.disabled = level <= 1;
    this.back.light(number, step.zones);
    this.#asked(number, step);
    if (this.number !== number) this.#entered(number, step);
    this.#tick();
  };

  #nextWords(run, number) {
    const next = this.live.shown.steps[number + 1];
    if (!next) return this.words.then_rest;
    return filled(this.words.then, this.app.language, { step: `${next.what.join(", ")}, ${next.where}` });
  }

  #entered(number, step) {
    const first = this.number === undefined;
    this.number = number;
    const spoken = `${step.what.join(", ")}. ${step.where}. ${step.side}`;
    this.parts.said.textContent = spoken;
    if (!first || this.live.run.phase === "working") this.app.signals.give("next", spoken);
    if (step.cups && !this.#cupsOf(number)) this.#placeCups(number, step);
  }

  #cupsOf(number) {
    return this.live.entries.some(({ kind, body }) => kind === "cups.placed" && body.step === number);
  }

  /** Cups stand from the moment their step begins, and come off when its time is over. */
  #placeCups(number, step) {
    const remove_at_ms = Math.round(this.live.now() + this.live.run.leftMs(this.live.now()));
    return this.live.note("cups.placed", { step: number, zones: step.zones, remove_at_ms });
  }

  /** The question of a step, answered with one touch. */
  #asked(number, step) {
    const { asks } = this.parts;
    const answered = this.live.entries.some(({ kind, body }) => kind === "checkpoint.answered" && body.step === number);
    const key = step.asks && !answered ? number : -1;
    if (asks.dataset.key === String(key)) return;
    asks.dataset.key = key;
    asks.replaceChildren();
    if (key < 0) return;
    const answer = (said) => () => this.#answer(number, step, said);
    asks.append(el("p.run__ask", {}, step.asks),
      el("button.touch", { type: "button", on: { click: answer("fine") } }, this.words.fine),
      el("button.touch", { type: "button", on: { click: answer("not_fine") } }, this.words.not_fine));
  }

  async #answer(number, step, answer) {
    await this.live.note("checkpoint.answered", { step: number, checkpoint: step.checkpoint, answer });
    if (answer === "not_fine") this.#pain();
  }

  async #tick() {
    const { live, parts, app } = this;
    const done = await live.passed();
    if (done.some((kind) => KINDLY.includes(kind))) return;
    const [run, now] = [live.run, live.now()];
    const left = run.leftMs(now);
    parts.left.textContent = left === null ? "" : clock(Math.ceil(left / 1000));
    parts.left.classList.toggle("is-paused", run.phase === "paused");
    if (run.current !== null) parts.bar.value = 1 - Math.max(0, left) / (run.allowed(run.current) * 1000);
    parts.whole.textContent = filled(this.words.whole, app.language, { n: Math.ceil(run.leftOfAllMs(now) / 60000) });
    this.#overdue(run.cupsOn(now));
  }

  /** Cups that stand: how long still, or how long too long, until somebody says they are off. */
  #overdue(cups) {
    const { parts, words, app } = this;
    for (const cup of cups) if (cup.leftMs <= 0 && !this.cups.has(cup.step)) this.#alarm(cup);
    const lines = cups.map((cup) => `${cup.step} ${Math.ceil(cup.leftMs / 1000)}`).join();
    if (parts.cups.dataset.lines === lines) return;
    parts.cups.dataset.lines = lines;
    const rows = cups.map((cup) => {
      const late = cup.leftMs <= 0;
      const time = clock(Math.abs(cup.leftMs) / 1000);
      const off = el("button.touch", { type: "button", on: { click: () => this.live.note("cups.removed", { step: cup.step }) } }, words.cups_off);
      return el(`div.cups${late ? ".is-over" : ""}`, {}, el("p", {}, filled(late ? words.cups_over : words.cups_left, app.language, { time })), off);
    });
    parts.cups.replaceChildren(...rows);
  }

  #alarm(cup) {
    this.cups.add(cup.step);
    this.parts.said.textContent = this.words.cups_now;
    this.app.signals.give("cups", this.words.cups_now);
  }
}
