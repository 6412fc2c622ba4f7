/**
 * After the hands are off: the rest with its own clock, the get-up check, the signature.
 * @module
 */
import { filled } from "../store/saying.js";
import { painWhen } from "../run/account.js";
import { Back } from "./body.js";
import { clock, el, show } from "./dom.js";

const TICK_MS = 1000;

/** Show the rest; the therapist may go on to somebody else meanwhile. @returns {() => void} */
export function restScreen(app, live) {
  const words = app.words.view.rest;
  const left = el("p.run__left", { role: "timer", "aria-live": "off" });
  const what = el("p.rest__what");
  const up = el("button.touch.touch--main", { type: "button", "data-act": "up", on: { click: async () => { await live.note("rest.ended"); app.go(live); } } }, words.up);
  const others = el("button.touch", { type: "button", "data-act": "others", on: { click: () => app.list() } }, words.others);
  show(app.place, el("section.rest", { "data-screen": "rest", "aria-labelledby": "rest" }, el("h1", { id: "rest" }, filled(words.title, app.language, { who: live.person.initials })),
    what, left, ...painAfter(app, live), el("div.acts", {}, others, up)));
  const tick = () => {
    const ms = live.run.restLeftMs(live.now());
    if (ms === null) return;
    left.textContent = clock(Math.abs(ms) / 1000);
    what.textContent = ms > 0 ? words.left : words.over;
    left.classList.toggle("is-over", ms <= 0);
  };
  tick();
  const timer = setInterval(tick, TICK_MS);
  return () => clearInterval(timer);
}

/** Pain after the work: one touch on a number. */
function painAfter(app, live) {
  if (painWhen(live.run.account, "after")) return [];
  const words = app.words.view.rest;
  const group = el("div.scale", { role: "group", "aria-label": words.pain });
  const title = el("h2", {}, words.pain);
  const scored = async (moving) => {
    await live.note("pain.scored", { when: "after", moving });
    title.remove();
    group.remove();
  };
  group.append(...numbers(app.pack.tapped.pain.highest, scored));
  return [title, group];
}

/** One button for every number of a scale from zero. */
export function numbers(highest, chosen) {
  return Array.from({ length: highest + 1 }, (_, number) =>
    el("button.touch.touch--number", { type: "button", "data-number": number, on: { click: () => chosen(number) } }, String(number)));
}

/** Show what is left before signing: the get-up check, findings by tapping, the assessment. */
export function signScreen(app, live) {
  const words = app.words.view.sign;
  const { account } = live.run;
  const lines = el("ul.facts", {}, ...summary(app, live).map((one) => el("li", {}, one)));
  const batches = batchesOf(live);
  const finish = (assessment) => async () => {
    await live.touch("used", batches.given());
    await live.note("run.finished", { assessment });
    await live.store.sync();
    app.list();
  };
  const sign = ["same", "better", "worse"].map((key) => el(`button.touch${key === "same" ? ".touch--main" : ""}`, { type: "button", "data-act": `sign-${key}`, on: { click: finish(key) } }, words[key]));
  const asks = account.gotUp === null && !live.has("getup.checked") ? getUp(app, live) : [];
  show(app.place, el("section.sign", { "data-screen": "sign", "aria-labelledby": "sign" },
    el("h1", { id: "sign" }, filled(words.title, app.language, { who: live.person.initials })), lines, ...asks, ...painAfter(app, live), ...batches.fields(words), ...findings(app, live),
    el("h2", {}, words.assessment), el("p", {}, words.signs), el("div.acts", {}, ...sign),
    el("div.acts", {}, el("button.touch", { type: "button", "data-act": "adverse", on: { click: () => app.adverse(live) } }, words.adverse),
      el("button.touch", { type: "button", "data-act": "note", on: { click: () => app.dictate(live) } }, words.note))));
}

/** The batch of each medium: that of the last time, unless another one is written. */
function batchesOf({ shown }) {
  const media = Object.entries(shown.media ?? {});
  const kept = (medium) => `lumbalis-batch-${medium}`;
  const inputs = media.map(([medium, said]) => [medium, said, el("input.typed", { type: "text", maxlength: 60, autocomplete: "off", "data-batch": medium, value: localStorage.getItem(kept(medium)) ?? "" })]);
  return {
    fields: (words) => inputs.map(([, said, input]) => el("label.batch", {}, filled(words.batch, "", { medium: said }), input)),
    given: () => Object.fromEntries(inputs.map(([medium, , input]) => {
      localStorage.setItem(kept(medium), input.value.trim());
      return [medium, input.value.trim()];
    })),
  };
}

function summary(app, live) {
  const { account } = live.run;
  const words = app.words.view.sign;
  const worked = account.steps.reduce((sum, step) => sum + step.stretches.reduce((all, one) => all + one.ms, 0), 0);
  const skipped = account.steps.filter(({ how }) => how === "skipped").length;
  const lines = [filled(words.worked, app.language, { time: clock(worked / 1000) })];
  if (skipped) lines.push(filled(words.skipped, app.language, { n: skipped }));
  if (account.stopped) lines.push(words.stopped);
  return lines;
}

function getUp(app, live) {
  const words = app.words.view.sign;
  const group = el("div.line", { role: "group", "aria-label": words.up }, el("p", {}, words.up));
  for (const [well, word] of [[true, words.well], [false, words.unwell]]) {
    const checked = async () => {
      await live.note("getup.checked", { well });
      group.remove();
      if (!well) app.adverse(live);
    };
    group.append(el("button.touch", { type: "button", "data-act": well ? "well" : "unwell", on: { click: checked } }, word));
  }
  return [group];
}

/** What the hands found: choose a finding, then touch the zones. */
function findings(app, live) {
  const words = app.words.view.sign;
  let finding = null;
  const noted = el("p", { role: "status" });
  const kinds = app.pack.tapped.findings.map(({ id, words: said }) => {
    const button = el("button.touch.touch--why", { type: "button", "aria-pressed": "false" }, said);
    button.addEventListener("click", () => {
      finding = id;
      for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
      noted.textContent = words.touch_zone;
    });
    return button;
  });
  const back = new Back(live.shown);
  const note = async (zone) => {
    if (finding === null) return void (noted.textContent = words.choose_first);
    await live.note("palpation.noted", { zone, finding });
    noted.textContent = `${live.shown.zones[zone] ?? zone}: ${app.pack.tapped.findings.find(({ id }) => id === finding).words}`;
  };
  back.ask(note);
  const list = el("select", { "aria-label": words.zone, on: { change: ({ target }) => target.value && note(target.value) } }, el("option", { value: "" }, words.zone),
    ...Object.entries(live.shown.zones).map(([zone, said]) => el("option", { value: zone }, said)));
  return [el("details.findings", {}, el("summary", {}, words.findings), el("div.whys", {}, ...kinds), noted, list, back.svg)];
}
