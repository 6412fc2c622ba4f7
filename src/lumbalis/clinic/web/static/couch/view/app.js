/**
 * The guided session on a tablet: today's list, then one screen after the other for one person.
 *
 * Where somebody is follows from what was written down, never from a page that was open: after a
 * reload, a crash or a night the same screen comes back.
 * @module
 */
import { openStore } from "../store/index.js";
import { saying } from "../store/saying.js";
import { keepShell, takeOver } from "../store/worker.js";
import { numbers, restScreen, signScreen } from "./after.js";
import { identityScreen, Screening } from "./before.js";
import { colour } from "./body.js";
import { el, show } from "./dom.js";
import { listScreen } from "./list.js";
import { Live } from "./live.js";
import { lastScreen, mustAskLast } from "./next.js";
import { runScreen } from "./run.js";
import { Signals } from "./signals.js";
import { unlockScreen } from "./unlock.js";
import { adverseScreen, stopNow, stopScreen } from "./stop.js";

const RULES = { catchUpSeconds: 30 };
const REFRESH_MS = 300000;

export class App {
  #close = () => {};

  constructor(page, store) {
    const { language } = page.dataset;
    this.page = page;
    this.store = store;
    this.place = page.querySelector("[data-part=place]");
    this.language = language;
    this.words = JSON.parse(document.querySelector("#couch-words").textContent);
    this.signals = new Signals({ voice: localStorage.getItem("lumbalis-voice") === "yes", language });
    this.tapAnywhere = localStorage.getItem("lumbalis-tap") === "yes";
    this.pack = null;
    this.current = false;
    /** @type {Live[]} */
    this.lives = [];
  }

  /** Find the pack and whatever was going on. */
  async open() {
    if (this.#isLocked()) return unlockScreen(this);
    await this.load();
    if (!this.pack) return this.#nothing();
    this.lives = await Live.under_way(this.store, RULES);
    const working = this.lives.find(({ run }) => ["working", "paused", "between", "stopped"].includes(run.phase) && run.account.started !== null);
    return working ? this.go(working) : this.list();
  }

  /** Take the newest pack there is; without the clinic the one that was kept. */
  async load() {
    await this.store.fetchPack().catch(() => "offline");
    const found = await this.store.pack();
    this.pack = found?.pack ?? null;
    this.current = found?.current ?? false;
    if (!this.pack) return;
    this.words = { ...this.words, ...this.pack.words };
    colour(this.pack.tapped.palette);
  }

  /** Ask the clinic for a newer list, where nobody is under the hands. */
  async refresh() {
    if (this.#isLocked() || this.lives.length) return;
    await this.load();
    if (this.place.querySelector("[data-screen=list], [data-screen=nothing]")) await this.open();
  }

  /** After a reload nothing here can be read without the PIN; what was written is safe meanwhile. */
  #isLocked() {
    const { device, isOpen } = this.store.keyring;
    return device !== null && !isOpen && device.wrapped !== null;
  }

  #nothing() {
    const words = this.words.view;
    show(this.place, el("section.today", { "data-screen": "nothing" }, el("h1", {}, words.list.title), el("p", {}, words.nothing),
      el("a.touch.touch--main", { href: this.page.dataset.tablet }, words.to_tablet)));
  }

  /** Close what is shown, and show something else. */
  #turn(open) {
    this.#close();
    this.#close = open() ?? (() => {});
  }

  list() {
    this.signals.mayRest();
    this.lives = this.lives.filter((live) => !live.isOver);
    this.#turn(() => listScreen(this, this.lives));
  }

  /** Begin with somebody: nothing counts as given before the hands are on. */
  async begin(person) {
    this.signals.ready();
    const live = await Live.begin(this.store, { person, pack: this.pack.sha256 }, RULES);
    this.lives.push(live);
    this.go(live);
    const { offset } = await this.store.clock();
    if (Math.abs(offset) < 1) await this.store.sync();
    const lease = await this.store.lease(person.course, person.session).catch(() => null);
    if (lease?.number) live.lease = lease.number;
    if (lease?.held) this.told(this.words.view.taken);
  }

  /** Show the screen on which somebody is. */
  go(live) {
    this.#turn(() => this.#screen(live));
  }

  #screen(live) {
    if (live.isOver) return this.list();
    const { phase, account } = live.run;
    if (account.started === null && !account.stopped) return this.#before(live);
    if (phase === "stopped") return stopScreen(this, live, new Set(account.stoppedFor ?? []));
    if (phase === "resting") return restScreen(this, live);
    if (phase === "rested") return signScreen(this, live);
    return runScreen(this, live);
  }

  #before(live) {
    if (!live.has("identity.confirmed")) return identityScreen(this, live);
    if (mustAskLast(live)) return lastScreen(this, live);
    return new Screening(this, live).next() && undefined;
  }

  /** Stop at once. */
  stop(live, reasons = []) {
    this.#turn(() => void stopNow(this, live, reasons));
  }

  adverse(live) {
    this.#turn(() => void adverseScreen(this, live, () => this.go(live)));
  }

  /** Ask for a number with one touch, over what is shown. */
  askNumber(question, highest, chosen) {
    this.#over(question, (close) => [el("div.scale", {}, ...numbers(highest, (number) => { close(); chosen(number); }))]);
  }

  /** Take a note in words, typed or said with the keyboard of the tablet. */
  dictate(live) {
    const words = this.words.view.note;
    const field = el("textarea.typed", { rows: 5, maxlength: 2000, "aria-label": words.title });
    this.#over(words.title, (close) => [field, el("button.touch.touch--main", { type: "button", on: { click: async () => {
      if (field.value.trim()) await live.note("note.spoken", { text: field.value.trim() });
      close();
    } } }, words.keep)]);
    field.focus();
  }

  #over(title, inside) {
    const dialog = el("dialog.over", { "aria-label": title });
    const close = () => dialog.remove();
    dialog.append(el("h2", {}, title), ...inside(close), el("button.touch", { type: "button", on: { click: close } }, this.words.view.close));
    dialog.addEventListener("close", close);
    this.page.append(dialog);
    dialog.showModal();
  }

  told(text) {
    this.page.querySelector("[data-part=told]").textContent = text;
  }

  /** Say where what was written is, always. */
  saved = () => {
    const said = saying(this.store.state, this.words.saved, this.language);
    const line = this.page.querySelector("[data-part=saved]");
    line.dataset.tone = said.tone;
    line.textContent = [said.place, said.why].filter(Boolean).join(". ");
  };
}

async function main() {
  const page = document.querySelector("[data-guided]");
  const { clinic, base, late } = page.dataset;
  const store = await openStore({ clinic, base, lateAddress: late });
  const app = new App(page, store);
  store.addEventListener("change", app.saved);
  page.querySelector("[data-act=voice]").addEventListener("click", ({ currentTarget }) => {
    app.signals.voice = !app.signals.voice;
    localStorage.setItem("lumbalis-voice", app.signals.voice ? "yes" : "no");
    currentTarget.setAttribute("aria-pressed", String(app.signals.voice));
  });
  page.querySelector("[data-act=voice]").setAttribute("aria-pressed", String(app.signals.voice));
  const tap = page.querySelector("[data-act=tap]");
  const say = () => tap.setAttribute("aria-pressed", String(app.tapAnywhere));
  tap.addEventListener("click", () => {
    app.tapAnywhere = !app.tapAnywhere;
    localStorage.setItem("lumbalis-tap", app.tapAnywhere ? "yes" : "no");
    say();
  });
  say();
  app.saved();
  await app.open();
  store.start();
  setInterval(() => app.refresh(), REFRESH_MS);
  page.dataset.ready = "yes";
  const shell = await keepShell(base);
  if (app.lives.length === 0 && store.state.unsent === 0) takeOver(shell);
}

main();
