/**
 * The stop: the hands come off with the first touch; why is asked after it, without any network.
 * @module
 */
import { el, show } from "./dom.js";

/** Stop at once, then ask why and say what is done. */
export async function stopNow(app, live, reasons = []) {
  app.signals.give("stop", app.pack.tapped.lead);
  const stopped = live.touch("stop", reasons);
  stopScreen(app, live, new Set(reasons));
  await stopped;
}

/** Ask for the reason of a stop, and show what is done first. */
export function stopScreen(app, live, chosen = new Set()) {
  const { tapped } = app.pack;
  const words = app.words.view.stop;
  const whys = [...tapped.signs, ...tapped.reasons].map((one) => reason(one, chosen));
  const done = el("button.touch.touch--main", { type: "button", "data-act": "stopped", on: { click: () => leave(app, live, chosen) } }, words.go_on);
  show(app.place, el("section.stop", { "data-screen": "stop", "aria-labelledby": "stop" },
    el("h1.stop__lead", { id: "stop" }, tapped.lead),
    el("ol.stop__do", {}, ...tapped.do.map((one) => el("li", {}, one))),
    el("h2", {}, words.why), el("div.whys", {}, ...whys), el("p", {}, words.later), done));
}

function reason(one, chosen) {
  const button = el("button.touch.touch--why", { type: "button", "aria-pressed": String(chosen.has(one.id)), "data-reason": one.id }, one.words);
  button.addEventListener("click", () => {
    if (!chosen.delete(one.id)) chosen.add(one.id);
    button.setAttribute("aria-pressed", String(chosen.has(one.id)));
  });
  return button;
}

async function leave(app, live, chosen) {
  const reasons = [...chosen];
  if (reasons.length) await live.note("run.stopped", { reasons });
  for (const { id } of app.pack.tapped.signs.filter(({ id, event }) => event && chosen.has(id))) {
    if (!reported(live, id)) await live.note("adverse.reported", { kind: id, features: {} });
  }
  await live.touch("rest");
  app.go(live);
}

const reported = (live, sign) => live.entries.some(({ kind, body }) => kind === "adverse.reported" && body.kind === sign);

/** The form of an unwanted event: what it is, what made it worse, whether it is over. */
export function adverseScreen(app, live, after) {
  const { tapped } = app.pack;
  const words = app.words.view.adverse;
  const given = { kind: null, features: {}, resolved: null };
  const kinds = tapped.signs.filter(({ event }) => event);
  const pick = el("div.whys", { role: "group", "aria-label": words.what }, ...kinds.map((one) => choice(one.words, () => (given.kind = one.id))));
  const features = tapped.features.map(({ id, words: said }) => line(said, words, (value) => (given.features[id] = value)));
  const over = line(words.resolved, words, (value) => (given.resolved = value));
  const said = el("p", { role: "alert" });
  const keep = async () => {
    if (given.kind === null) return void (said.textContent = words.choose);
    await live.note("adverse.reported", given);
    after();
  };
  show(app.place, el("section.stop", { "data-screen": "adverse", "aria-labelledby": "adverse" },
    el("h1", { id: "adverse" }, words.title), el("h2", {}, words.what), pick, el("h2", {}, words.features), ...features, over,
    el("p", {}, words.unknown), said,
    el("div.acts", {}, el("button.touch", { type: "button", on: { click: after } }, words.back),
      el("button.touch.touch--main", { type: "button", "data-act": "report", on: { click: keep } }, words.keep))));
}

function choice(said, chosen) {
  const button = el("button.touch.touch--why", { type: "button", "aria-pressed": "false" }, said);
  button.addEventListener("click", () => {
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
    chosen();
  });
  return button;
}

/** A question with yes and no; touched again, it is not answered. */
function line(said, words, answered) {
  const group = el("div.line", { role: "group", "aria-label": said }, el("p", {}, said));
  for (const [value, word] of [[true, words.yes], [false, words.no]]) {
    const button = el("button.touch", { type: "button", "aria-pressed": "false" }, word);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      for (const one of group.querySelectorAll("button")) one.setAttribute("aria-pressed", String(on && one === button));
      answered(on ? value : null);
    });
    group.append(button);
  }
  return group;
}
