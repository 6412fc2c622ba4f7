/**
 * What the sessions before say about this one: what is asked about the last, and the decision.
 * @module
 */
import { filled } from "../store/saying.js";
import { numbers } from "./after.js";
import { el, press, show } from "./dom.js";

const SCALE_UP_TO = 10;
const WAIT_MS = 4000;

/** Whether somebody has to be asked about the last session before this one. */
export const mustAskLast = (live) => Boolean(live.person.next?.open.length) && !live.has("last.told");

/** Ask what nobody has said about the last session; what stays open counts as the worse answer. */
export function lastScreen(app, live) {
  const words = app.words.view.last;
  const { open, last } = live.person.next;
  const said = open.map(({ session }) => ({ session, items: {} }));
  const groups = open.flatMap(({ day, items: asked }, place) => [
    place || open.length > 1 ? el("p.before__sentence", {}, dayOf(app, day)) : null,
    ...asked.map((item) => group(app, words, item, (value) => (said[place].items[item] = value)))]);
  const go = async (event) => {
    event.currentTarget.disabled = true;
    for (const one of said) await live.note("last.told", one);
    app.told(words.wait);
    await Promise.race([renewed(app, live), new Promise((done) => setTimeout(done, WAIT_MS))]);
    app.told("");
    app.go(live);
  };
  show(app.place, el("section.before", { "data-screen": "last", "aria-labelledby": "last" }, el("h1", { id: "last" }, words.title),
    el("p", {}, lastLine(app, last)), ...groups, el("div.acts", {}, el("button.touch.touch--main", { type: "button", "data-act": "go", on: { click: go } }, words.go_on))));
}

function group(app, words, item, chosen) {
  const buttons = item === "pain" ? numbers(SCALE_UP_TO, chosen) : item === "borne" ? borne(app, chosen) : yesNo(words, chosen);
  for (const one of buttons) press(one, buttons);
  const name = item === "pain" ? "scale" : item === "borne" ? "whys" : "acts";
  return el("div.last", { role: "group", "aria-label": words[item], "data-item": item }, el("h2", {}, words[item]), el(`div.${name}`, {}, ...buttons));
}

const borne = ({ pack }, chosen) => pack.tapped.tolerance.map((said, value) => button(said, value, chosen));
const yesNo = (words, chosen) => ["no", "yes"].map((value) => button(words[value], value, chosen));
const button = (said, value, chosen) => el("button.touch.touch--why", { type: "button", "data-value": value, on: { click: () => chosen(value) } }, said);

/** Ask the clinic what follows from what was said just now; without it the cautious decision stands. */
async function renewed(app, live) {
  await live.store.sync();
  if (live.store.state.unsent) return;
  await app.load();
  const found = app.pack.people.find(({ course }) => course === live.person.course);
  if (found?.plan === live.person.plan && found.session === live.person.session && found.steps?.index === live.person.steps.index) await live.renew(found);
}

const dayOf = ({ language }, day) => new Date(`${day}T12:00`).toLocaleDateString(language, { day: "numeric", month: "long" });

/** The last session in one line. */
export function lastLine(app, { day, level, pain }) {
  const words = app.words.view.last;
  const said = (one) => one ?? words.unknown;
  const when = dayOf(app, day);
  const [before, after, later] = pain.map(said);
  return filled(words.line, app.language, { when, level: said(level), before, after, later });
}

/** The decision that holds today; null where another day's was made. */
export function decisionOf(live, { phase, flags }, pain) {
  const { next, known } = live.person;
  const today = new Date(live.now() + known.offset * 1000).toISOString().slice(0, 10);
  const rows = next?.by[phase];
  if (!rows || next.day !== today) return null;
  const row = rows[Number(flags.includes("pain_masked"))];
  return next.decisions[row[pain === null ? row.length - 1 : pain]];
}

/** The strongest form of the session that may be given: as it was signed, or a milder one. */
export function formFor(live, decision, verdict, fits) {
  const { steps: signed, shown, next } = live.person;
  const most = Math.min(decision.level, verdict.caps.session, signed.level);
  const milder = Object.values(next.gentler).sort((one, other) => other.steps.level - one.steps.level);
  const forms = [{ steps: signed, shown: shown.steps }, ...milder].filter(({ steps }) => steps.level <= most);
  return forms.find(({ steps }) => fits(steps)) ?? null;
}

/** What was decided and why, to be read before the hands go on. */
export function decisionLines(app, live, decision, form) {
  const words = app.words.view.next;
  if (!decision) return [el("p.notice.notice--attention", {}, words.other_day)];
  const { level: planned } = live.person.steps;
  const level = form?.steps.level;
  const said = level ? filled(level < planned ? words.lowered : words.level, app.language, { level, planned }) : null;
  const missing = decision.missing.length ? [el("h2", {}, words.missing), el("ul.facts", {}, ...decision.missing.map((one) => el("li", {}, one)))] : [];
  return [el("section.next", { "data-kind": decision.kind, "data-level": level ?? 0, "aria-label": words.title }, said ? el("p.next__level", {}, said) : null,
    el("p", {}, decision.says), el("ul.facts", {}, ...decision.reasons.map((one) => el("li", {}, one))), ...(level ? [] : missing))];
}
