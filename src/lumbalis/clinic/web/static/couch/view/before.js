/**
 * Before the hands go on: who it is, what can have changed, and the verdict, without any network.
 * @module
 */
import { answered, givenAt } from "../rules/answers.js";
import { dayQuestions, untilTheEnd } from "../rules/asking.js";
import { prepare, screen } from "../rules/screen.js";
import { numbers } from "./after.js";
import { el, show } from "./dom.js";
import { filled } from "../store/saying.js";

const A_PAGE = 6;
const US = 1000;
const ALLOWED = new Set(["ELIGIBLE", "ELIGIBLE_PRECAUTIONS"]);
const SCALE_UP_TO = 10;

let ready = null;

/** Rules made ready once for a pack. */
function rulesOf(pack) {
  if (ready?.sha256 !== pack.screening.rules.sha256) ready = { sha256: pack.screening.rules.sha256, rules: prepare(pack.screening.rules) };
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
    Object.assign(this, { app, live, words: app.words.view.before, rules: rulesOf(app.pack), asked: [] });
    this.values = {};
    const ms = Math.floor(live.now());
    this.at = { us: ms * US, offset: live.person.known.offset };
    this.until = (ms + this.#lengthMs()) * US;
    this.given = givenAt(live.person.known, this.at);
  }

  #lengthMs() {
    const { steps, rest_s: rest } = this.live.session;
    return (steps.reduce((sum, step) => sum + step.seconds, 0) + rest) * 1000;
  }

  next() {
    const open = dayQuestions(this.rules, this.given, this.until, this.asked);
    if (this.verdict().category === "EMERGENCY") return this.judge();
    if (!open.length) return this.judge();
    const [first] = open;
    const isSign = (one) => this.#isSign(this.rules.facts.get(one.fact));
    if (!isSign(first)) return this.#one(first.fact);
    const alike = open.filter((one) => isSign(one) && one.urgency === first.urgency && this.#who(one) === this.#who(first));
    return this.#several(alike.slice(0, A_PAGE).map(({ fact }) => fact));
  }

  /** Whether a "no" asks for nothing that a "yes" does not; only such questions may be denied together. */
  #isSign({ id, type }) {
    if (type !== "bool") return false;
    const [no, yes] = [false, true].map((value) => this.#heard(id, value));
    return no !== null && [...no].every(([reason, rank]) => yes === null || rank <= (yes.get(reason) ?? -1));
  }

  /** The reasons after an answer; null where it contradicts another. */
  #heard(fact, value) {
    try {
      const { reasons } = screen(this.rules, answered(this.rules, this.given, fact, value));
      return new Map(reasons.map((one) => [one.case, one.rank]));
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  #who({ fact }) {
    return this.app.pack.screening.asks[fact].who;
  }

  verdict() {
    return screen(this.rules, untilTheEnd(this.rules, this.given, this.until));
  }

  /** Take answers in; null is "I don't know", and stays one. */
  async take(values) {
    for (const [fact, value] of Object.entries(values)) {
      this.asked.push(fact);
      this.given = answered(this.rules, this.given, fact, value);
    }
    Object.assign(this.values, values);
    const unknown = Object.keys(values).filter((fact) => values[fact] === null);
    const told = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
    await this.live.note("rescreen.answered", { values: told, unknown });
    this.next();
  }

  /** Several yes-or-no questions on one page: touch what applies, then say that the rest does not. */
  #several(facts) {
    const { app, words } = this;
    const said = Object.fromEntries(facts.map((fact) => [fact, false]));
    const { asks } = app.pack.screening;
    const patient = asks[facts[0]].who === "patient";
    const rows = facts.map((fact) => this.#tick(asks[fact], words, (value) => (said[fact] = value)));
    const none = el("button.touch.touch--main", { type: "button", "data-act": "none", on: { click: () => this.take(said) } }, words.none);
    const count = () => (none.textContent = Object.values(said).some((one) => one !== false) ? words.rest_not : words.none);
    rows.forEach((row) => row.addEventListener("click", count));
    show(app.place, el("section.before", { "data-screen": "ask", "aria-labelledby": "ask" }, el("h1", { id: "ask" }, patient ? words.ask : words.look), ...rows, el("div.acts", {}, none)));
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
  #one(fact) {
    const { app, words } = this;
    const asked = app.pack.screening.asks[fact];
    const unsure = el("button.touch", { type: "button", "data-act": "unsure", on: { click: () => this.take({ [fact]: null }) } }, words.unsure);
    show(app.place, el("section.before", { "data-screen": "ask", "data-fact": fact, "aria-labelledby": "ask" }, el("p", {}, asked.who === "patient" ? words.ask_one : words.look_one),
      el("h1", { id: "ask" }, asked.ask), ...this.#ways(fact, asked), el("div.acts", {}, unsure)));
  }

  #ways(name, asked) {
    const fact = this.rules.facts.get(name);
    const take = (value) => this.take({ [name]: value });
    if (fact.type === "bool") return [el("div.acts", {}, ...[[false, this.words.no], [true, this.words.yes]].map(([value, word]) => el("button.touch", { type: "button", "data-value": String(value), on: { click: () => take(value) } }, word)))];
    if (fact.type === "enum") return [el("div.whys", {}, ...fact.values.map((one) => el("button.touch.touch--why", { type: "button", "data-value": one, on: { click: () => take(one) } }, asked.values[one])))];
    if (fact.type === "set") return this.#many(fact, asked, take);
    if (fact.type === "int" && fact.min === 0 && fact.max === SCALE_UP_TO) return [el("div.scale", {}, ...numbers(SCALE_UP_TO, take))];
    return this.#typed(fact, asked, take);
  }

  #many(fact, asked, take) {
    const chosen = new Set();
    const buttons = fact.values.map((one) => {
      const button = el("button.touch.touch--why", { type: "button", "aria-pressed": "false", "data-value": one }, asked.values[one]);
      button.addEventListener("click", () => {
        if (!chosen.delete(one)) chosen.add(one);
        button.setAttribute("aria-pressed", String(chosen.has(one)));
      });
      return button;
    });
    const said = el("p", { role: "alert" });
    const go = el("button.touch.touch--main", { type: "button", "data-act": "go", on: { click: () => this.#tried(said, () => take([...chosen])) } }, this.words.go_on);
    return [el("div.whys", {}, ...buttons), said, go];
  }

  /** A number or a day, with what refuses it said beside it. */
  #typed(fact, asked, take) {
    const isDate = fact.type === "date";
    const kind = isDate ? { type: "date" } : { type: "text", inputmode: "decimal" };
    const field = el("input.typed", { ...kind, "aria-labelledby": "ask", autocomplete: "off" });
    const said = el("p", { role: "alert" });
    const value = () => (isDate ? field.value : Number(field.value.replace(",", ".")));
    const go = () => (field.value.trim() ? this.#tried(said, () => take(value())) : (said.textContent = this.words.empty));
    const none = fact.none ? el("button.touch", { type: "button", "data-act": "never", on: { click: () => take("none") } }, this.words.never) : null;
    return [el("form.typing", { on: { submit: (event) => { event.preventDefault(); go(); } } }, field, el("span", {}, asked.unit ?? ""), el("button.touch.touch--main", { "data-act": "go" }, this.words.go_on)), said, none].filter(Boolean);
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
    const because = verdict.reasons.map((one) => one.case);
    if (!this.judged) await live.note("rescreen.judged", { category: verdict.category, because, caps: verdict.caps });
    this.judged = true;
    const found = app.pack.screening.categories[verdict.category];
    const reasons = verdict.reasons.filter((one) => one.rank > 0).map((one) => el("li", {}, app.pack.screening.cases[one.case] ?? one.case));
    const missing = verdict.missing.filter(({ means }) => means === "BLK").map(({ fact }) => el("li", {}, app.pack.screening.asks[fact]?.label ?? fact));
    const fits = this.#fits(verdict);
    const may = ALLOWED.has(verdict.category) && fits;
    const acts = may ? [el("button.touch.touch--main", { type: "button", "data-act": "start", on: { click: () => this.start() } }, words.start)] : [el("button.touch.touch--main", { type: "button", "data-act": "leave", on: { click: () => this.leave() } }, words.leave)];
    show(app.place, el("section.before", { "data-screen": "verdict", "data-category": verdict.category, "aria-labelledby": "verdict" },
      el("h1.verdict", { id: "verdict" }, found.name), el("p.before__sentence", {}, found.sentence), reasons.length ? el("ul.facts", {}, ...reasons) : null,
      missing.length ? el("h2", {}, words.missing) : null, missing.length ? el("ul.facts", {}, ...missing) : null,
      ALLOWED.has(verdict.category) && !fits ? el("p.notice.notice--attention", {}, words.other_plan) : null, el("p.quiet", {}, words.supports), el("div.acts", {}, ...acts)));
  }

  /** Whether the planned session keeps to everything this verdict asks; one that does not is planned anew. */
  #fits({ caps, excluded, techniques, flags, margins, positions }) {
    const { session: planned, person } = this.live;
    const { flags: known = [], margins_mm: wide = {} } = person.signed;
    const cap = (zone) => (excluded.includes(zone) ? 0 : Math.min(caps.session, caps.zones[zone] ?? caps.session));
    const steps = planned.steps.every((step) => step.zones.every((zone) => step.level <= cap(zone)) && !techniques[step.technique]?.length);
    const more = flags.some((flag) => !known.includes(flag)) || Object.entries(margins).some(([name, mm]) => mm > (wide[name] ?? 0));
    return steps && !more && positions.includes(planned.position);
  }

  async start() {
    const [rest, moving] = ["nrs_rest", "nrs_move"].map((fact) => this.given.answers[fact]?.[0] ?? undefined);
    if (rest !== undefined || moving !== undefined) await this.live.note("pain.scored", { when: "before", rest, moving });
    await this.live.touch("start");
    this.app.go(this.live);
  }

  async leave() {
    await this.live.leave();
    this.live.store.sync();
    this.app.list();
  }
}
