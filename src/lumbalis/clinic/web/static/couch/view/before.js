/**
 * Before the hands go on: who it is, what can have changed, and the verdict, without any network.
 * @module
 */
import { openRules, questionsToday, screenToday, signsToday } from "../rules/index.js";
import { numbers } from "./after.js";
import { Back } from "./body.js";
import { el, show } from "./dom.js";
import { decisionLines, decisionOf, formFor } from "./next.js";

const LEADS_ON = new Set(["level", "restart"]);
const A_PAGE = 6;
const US = 1000;
const SCALE_UP_TO = 10;

let ready = null;

/** Rules made ready once for a pack. */
function rulesOf(pack) {
  if (ready?.sha256 !== pack.sha256) ready = { sha256: pack.sha256, rules: openRules(pack) };
  return ready.rules;
}

/** Ask whether it is the right person; nobody is screened in somebody's place. */
export function identityScreen(app, live) {
  const { person } = live;
  const words = app.words.view.identity;
  const right = async () => {
    await live.note("identity.confirmed", { by: "birth_date" });
    app.go(live);
  };
  const wrong = async () => {
    await live.leave();
    app.list();
  };
  const asked = person.check ? new Date(`${person.check}T12:00`).toLocaleDateString(app.language, { dateStyle: "long" }) : words.no_date;
  show(app.place, el("section.before", { "data-screen": "identity", "aria-labelledby": "who" }, el("h1", { id: "who" }, words.title),
    el("p.before__who", {}, person.initials), el("p.before__check", {}, asked),
    el("div.acts", {}, el("button.touch", { type: "button", "data-act": "wrong", on: { click: wrong } }, words.wrong),
      el("button.touch.touch--main", { type: "button", "data-act": "right", on: { click: right } }, words.right))));
}

/** Ask what can have changed until nothing is left that matters, then show the verdict. */
export class Screening {
  constructor(app, live) {
    Object.assign(this, { app, live, words: app.words.view.before, rules: rulesOf(app.pack), known: live.person.known });
    this.said = live.entries.filter(({ kind }) => kind === "rescreen.answered").flatMap(saidIn);
    const ms = Math.floor(live.now());
    this.now = { us: ms * US, offset: this.known.offset, until: (ms + this.#lengthMs()) * US };
  }

  #lengthMs() {
    const { steps, rest_s: rest } = this.live.session;
    return (steps.reduce((sum, step) => sum + step.seconds, 0) + rest) * 1000;
  }

  verdict(said = this.said) {
    return screenToday(this.rules, this.known, said, this.now);
  }

  next() {
    if (this.verdict().category === "EMERGENCY") return this.judge();
    const open = questionsToday(this.rules, this.known, this.said, this.now);
    if (!open.length) return this.judge();
    const [first] = open;
    const isSign = signsToday(this.rules, this.known, this.said, this.now);
    const may = (one) => one.kind === "yes_no" && isSign(one.fact);
    if (!may(first)) return this.#one(first);
    const alike = open.filter((one) => one.urgency === first.urgency && one.who === first.who && may(one));
    return this.#several(alike.slice(0, A_PAGE));
  }

  /** Take answers in; null is "I don't know", and stays one. What the rules refuse changes nothing. */
  async take(values) {
    const said = [...this.said, ...Object.entries(values).map((one) => [...one, this.now.us])];
    this.verdict(said);
    this.said = said;
    const unknown = Object.keys(values).filter((fact) => values[fact] === null);
    const told = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
    await this.live.note("rescreen.answered", { values: told, unknown });
    this.next();
  }

  /** Several yes-or-no questions on one page: touch what applies, then say that the rest does not. */
  #several(questions) {
    const { app, words } = this;
    const said = Object.fromEntries(questions.map(({ fact }) => [fact, false]));
    const rows = questions.map((one) => this.#tick(one, words, (value) => (said[one.fact] = value)));
    const none = el("button.touch.touch--main", { type: "button", "data-act": "none", on: { click: () => this.take(said) } }, words.none);
    const count = () => (none.textContent = Object.values(said).some((one) => one !== false) ? words.rest_not : words.none);
    rows.forEach((row) => row.addEventListener("click", count));
    const title = questions[0].who === "patient" ? words.ask : words.look;
    show(app.place, el("section.before", { "data-screen": "ask", "aria-labelledby": "ask" }, el("h1", { id: "ask" }, title), ...rows, el("div.acts", {}, none)));
  }

  #tick(asked, words, chosen) {
    const group = el("div.tick", { role: "group", "aria-label": asked.line }, el("p", {}, asked.line));
    for (const [value, word] of [[true, words.yes], [null, words.unsure]]) {
      const button = el("button.touch", { type: "button", "aria-pressed": "false" }, word);
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") !== "true";
        for (const one of group.querySelectorAll("button")) one.setAttribute("aria-pressed", String(on && one === button));
        chosen(on ? value : false);
      });
      group.append(button);
    }
    return group;
  }

  /** One question with a value of its own. */
  #one(question) {
    const { app, words } = this;
    const unsure = el("button.touch", { type: "button", "data-act": "unsure", on: { click: () => this.take({ [question.fact]: null }) } }, words.unsure);
    show(app.place, el("section.before", { "data-screen": "ask", "data-fact": question.fact, "aria-labelledby": "ask" }, el("p", {}, question.who === "patient" ? words.ask_one : words.look_one),
      el("h1", { id: "ask" }, question.ask), ...this.#ways(question), el("div.acts", {}, unsure)));
  }

  #ways(question) {
    const { words } = this;
    const take = (value) => this.take({ [question.fact]: value });
    const { kind, options, scale } = question;
    if (kind === "yes_no") return [choices("acts", [[false, words.no], [true, words.yes]], take)];
    if (kind === "one") return [choices("whys", options.map(({ value, text }) => [value, text]), take)];
    if (kind === "several") return this.#many(options, take);
    if (kind === "whole" && scale?.min === 0 && scale.max === SCALE_UP_TO) return [el("div.scale", {}, ...numbers(SCALE_UP_TO, take))];
    return this.#typed(question, take);
  }

  #many(options, take) {
    const chosen = new Set();
    const buttons = options.map(({ value, text }) => {
      const button = el("button.touch.touch--why", { type: "button", "aria-pressed": "false", "data-value": value }, text);
      button.addEventListener("click", () => {
        if (!chosen.delete(value)) chosen.add(value);
        button.setAttribute("aria-pressed", String(chosen.has(value)));
      });
      return button;
    });
    const said = el("p", { role: "alert" });
    const go = el("button.touch.touch--main", { type: "button", "data-act": "go", on: { click: () => this.#tried(said, () => take([...chosen])) } }, this.words.go_on);
    return [el("div.whys", {}, ...buttons), ...this.#onTheBack(buttons), said, go];
  }

  /** The same places on the back, to be tapped; the buttons say it in words and for the keyboard. */
  #onTheBack(buttons) {
    const { shown } = this.live;
    const by = new Map(buttons.map((one) => [one.dataset.value, one]));
    const placed = Object.entries(shown?.sites ?? {}).map(([zone, names]) => [zone, names.map((name) => by.get(name)).find(Boolean)]).filter(([, button]) => button);
    if (!placed.length || !shown.map) return [];
    const places = new Map(placed);
    const back = new Back(shown);
    const mark = () => back.mark(placed.filter(([, button]) => button.getAttribute("aria-pressed") === "true").map(([zone]) => zone));
    for (const one of buttons) one.addEventListener("click", mark);
    back.ask((zone) => places.get(zone)?.click());
    mark();
    return [back.svg];
  }

  /** A number or a day, with what refuses it said beside it. */
  #typed({ kind, scale, none }, take) {
    const isDate = kind === "date";
    const field = el("input.typed", { ...(isDate ? { type: "date" } : { type: "text", inputmode: "decimal" }), "aria-labelledby": "ask", autocomplete: "off" });
    const said = el("p", { role: "alert" });
    const value = () => (isDate ? field.value : Number(field.value.replace(",", ".")));
    const go = () => (field.value.trim() ? this.#tried(said, () => take(value())) : (said.textContent = this.words.empty));
    const never = none ? el("button.touch", { type: "button", "data-act": "never", on: { click: () => take("none") } }, this.words.never) : null;
    const form = el("form.typing", { on: { submit: (event) => { event.preventDefault(); go(); } } }, field, el("span", {}, scale?.unit ?? ""), el("button.touch.touch--main", { "data-act": "go" }, this.words.go_on));
    return [form, said, never].filter(Boolean);
  }

  /** What the rules refuse is said in words and changes nothing. */
  async #tried(said, act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      said.textContent = this.words.refused[error.why] ?? this.words.refused.type;
    }
  }

  /** Show the verdict; only one that allows a session leads on to it. */
  async judge() {
    const { app, live, words } = this;
    const verdict = this.verdict();
    const { because, category, caps, flags, phase } = verdict;
    if (!this.judged) await live.note("rescreen.judged", { category, because, caps, flags, phase });
    this.judged = true;
    const found = app.pack.screening.categories[category];
    const reasons = verdict.reasons.filter((one) => one.rank > 0).map((one) => el("li", {}, app.pack.screening.cases[one.case] ?? one.case));
    const labels = (facts) => facts.map((fact) => el("li", {}, app.pack.screening.asks[fact]?.label ?? fact));
    const missing = labels([...new Set([...verdict.missing, ...verdict.contradictory])]);
    const decision = verdict.allowed ? decisionOf(live, verdict, this.#pain()) : null;
    const form = decision && LEADS_ON.has(decision.kind) ? formFor(live, decision, verdict, (planned) => this.#fits(verdict, planned)) : null;
    const blocked = live.person.waiting.filter((one) => !one.by_answers);
    const may = form !== null && !blocked.length;
    const acts = may ? [el("button.touch.touch--main", { type: "button", "data-act": "start", on: { click: () => this.start(form) } }, words.start)] : [el("button.touch.touch--main", { type: "button", "data-act": "leave", on: { click: () => this.leave() } }, words.leave)];
    show(app.place, el("section.before", { "data-screen": "verdict", "data-category": verdict.category, "aria-labelledby": "verdict" },
      el("h1.verdict", { id: "verdict" }, found.name), el("p.before__sentence", {}, found.sentence), reasons.length ? el("ul.facts", {}, ...reasons) : null,
      verdict.why ? el("p.notice.notice--attention", {}, words.why[verdict.why]) : null, missing.length ? el("h2", {}, words.missing) : null, missing.length ? el("ul.facts", {}, ...missing) : null,
      ...(verdict.allowed ? decisionLines(app, live, decision, form) : []), ...blocked.map((one) => el("p.notice.notice--attention", {}, one.words)),
      decision && LEADS_ON.has(decision.kind) && !form ? el("p.notice.notice--attention", {}, words.other_plan) : null, el("p.quiet", {}, words.supports), el("div.acts", {}, ...acts)));
  }

  /** Whether the planned session keeps to everything this verdict asks; one that does not is planned anew. */
  #fits({ caps, excluded, techniques, flags, margins, positions }, planned) {
    const { flags: known = [], margins_mm: wide = {} } = this.live.person.signed;
    const cap = (zone) => (excluded.includes(zone) ? 0 : Math.min(caps.session, caps.zones[zone] ?? caps.session));
    const steps = planned.steps.every((step) => step.zones.every((zone) => step.level <= cap(zone)) && !techniques[step.technique]?.length);
    const more = flags.some((flag) => !known.includes(flag)) || Object.entries(margins).some(([name, mm]) => mm > (wide[name] ?? 0));
    return steps && !more && positions.includes(planned.position);
  }

  /** What was said of a fact last, here or before; nothing where nobody knows. */
  #valueOf(fact) {
    const here = this.said.findLast(([name]) => name === fact);
    return (here ? here[1] : this.known.answers[fact]?.[0]) ?? undefined;
  }

  /** The worse of both pains; null as long as one of them is not known. */
  #pain() {
    const both = ["nrs_rest", "nrs_move"].map((fact) => this.#valueOf(fact));
    return both.includes(undefined) ? null : Math.max(...both);
  }

  async start(form) {
    const [rest, moving] = ["nrs_rest", "nrs_move"].map((fact) => this.#valueOf(fact));
    if (rest !== undefined || moving !== undefined) await this.live.note("pain.scored", { when: "before", rest, moving });
    await this.live.lighten(form);
    await this.live.touch("start");
    this.app.go(this.live);
  }

  async leave() {
    await this.live.leave();
    this.live.store.sync();
    this.app.list();
  }
}

const saidIn = ({ at, body: { values, unknown } }) =>
  [...Object.entries(values), ...unknown.map((fact) => [fact, null])].map((one) => [...one, Math.floor(at) * US]);

/** One button for each answer. */
function choices(name, options, chosen) {
  const buttons = options.map(([value, text]) => el(`button.touch${name === "whys" ? ".touch--why" : ""}`, { type: "button", "data-value": String(value), on: { click: () => chosen(value) } }, text));
  return el(`div.${name}`, {}, ...buttons);
}
