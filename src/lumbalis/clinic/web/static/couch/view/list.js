/**
 * Today's list: who comes, the how-manyeth session, and what stands in the way.
 * @module
 */
import { filled } from "../store/saying.js";
import { clock, el, show } from "./dom.js";
import { lastLine } from "./next.js";

const TICK_MS = 1000;

/** Show who is there today. @returns {() => void} */
export function listScreen(app, lives) {
  const words = app.words.view.list;
  const resting = lives.map((live) => running(app, live));
  const busy = new Set(lives.map(({ person }) => person.course));
  const cards = app.pack.people.filter(({ course }) => !busy.has(course)).map((person) => card(app, person));
  const none = cards.length || resting.length ? null : el("p.empty", {}, words.none);
  show(app.place, el("section.today", { "data-screen": "list", "aria-labelledby": "today" }, el("h1", { id: "today" }, words.title),
    stale(app, words), ...resting.map(({ row }) => row), none, el("ul.people", {}, ...cards)));
  const timer = setInterval(() => resting.forEach(({ tick }) => tick()), TICK_MS);
  return () => clearInterval(timer);
}

function stale(app, words) {
  if (app.current) return null;
  return el("p.notice.notice--attention", {}, words.old);
}

function running(app, live) {
  const words = app.words.view.list;
  const left = el("span.people__left");
  const open = el("button.touch.touch--main", { type: "button", "data-act": "open", on: { click: () => app.go(live) } }, words.open);
  const row = el("div.people__one.is-running", {}, el("p.people__who", {}, live.person.initials, " "), left, open);
  const tick = () => {
    const ms = live.run.restLeftMs(live.now());
    left.textContent = ms === null ? words[live.run.phase] ?? "" : filled(ms > 0 ? words.rests : words.rested, app.language, { time: clock(Math.abs(ms) / 1000) });
  };
  tick();
  return { row, tick };
}

function card(app, person) {
  const words = app.words.view.list;
  const blocked = person.waiting.filter((one) => !one.by_answers);
  const may = blocked.length === 0 && person.steps !== null && app.current && !person.recalled;
  const why = may ? [] : blocked.map((one) => el("li", {}, one.words));
  const label = filled(words.session, app.language, { n: person.session, all: person.sessions });
  const begin = el("button.touch.touch--main", { type: "button", disabled: !may, "data-act": "begin", "data-course": person.course, "aria-label": `${words.begin}, ${person.initials}`, on: { click: () => app.begin(person) } }, words.begin);
  return el("li.people__one", {}, el("p.people__who", {}, person.initials), el("p", {}, label, person.shown ? ` · ${person.shown.title}` : ""), person.next?.last ? el("p.quiet", {}, lastLine(app, person.next.last)) : null,
    el("p.badge", { "data-tone": may ? "care" : "wait" }, may ? words.to_screen : words.held), why.length ? el("ul", {}, ...why) : null, begin);
}
