/**
 * What the touches of a session add up to; the clinic adds up the same events by the same rules.
 *
 * An entry is {id, device, seq, at, kind, body}; `at` is in milliseconds on the clinic's clock.
 * @module
 */

/** @typedef {{id: string, device: string, seq: number, at: number, kind: string, body: object}} Entry */
/** @typedef {{level: number, ms: number}} Stretch */
/** @typedef {{stretches: Stretch[], how: string|null, extended: number, entered: number}} StepDone */

const WORK = new Set([
  "run.started", "step.entered", "step.left", "step.extended", "step.lighter", "run.paused", "run.resumed",
]);

/**
 * Add up entries.
 * @param {{steps: {level: number, seconds: number, zones: string[]}[]}} session
 * @param {Entry[]} entries
 */
export function accountOf(session, entries) {
  const told = inOrder(entries);
  const state = begin(session, [...new Set(told.filter(({ kind }) => kind !== "note.addendum").map((entry) => entry.device))]);
  for (const entry of told) hear(state, entry.kind, entry.body, entry.at);
  return state;
}

/** Put entries in the order in which they were written, each once: a device's count, then clocks. */
export function inOrder(entries) {
  const once = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  once.sort((a, b) => compare(a.device, b.device) || a.seq - b.seq || compare(a.id, b.id));
  const queues = new Map();
  for (const entry of once) queues.set(entry.device, [...(queues.get(entry.device) ?? []), entry]);
  return merged([...queues.values()]);
}

function merged(queues) {
  const rest = queues.map((queue) => [...queue]);
  const found = [];
  for (;;) {
    const ready = rest.filter((queue) => queue.length);
    if (!ready.length) return found;
    ready.sort((a, b) => a[0].at - b[0].at || compare(a[0].device, b[0].device));
    found.push(ready[0].shift());
  }
}

function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function begin(session, devices) {
  return {
    session,
    devices,
    started: null,
    ended: null,
    finished: null,
    assessment: null,
    steps: session.steps.map(() => ({ stretches: [], how: null, extended: 0, entered: 0 })),
    levels: session.steps.map((step) => step.level),
    current: null,
    since: null,
    paused: null,
    pauses: 0,
    pain: [],
    checkpoints: [],
    cups: [],
    points: [],
    palpation: [],
    guarding: null,
    tolerance: null,
    adverse: [],
    stopped: false,
    stoppedFor: null,
    rest: null,
    restSeconds: null,
    gotUp: null,
    media: [],
    notes: [],
    added: [],
  };
}

/** Take one event in; once signed, no more work is counted. */
function hear(state, kind, body, at) {
  if (state.finished !== null && WORK.has(kind)) return;
  const act = ACTS[kind];
  if (act) act(state, body, at);
}

const ACTS = {
  "run.started": (state, _, at) => {
    state.started ??= at;
  },
  "step.entered": onStep((state, step, body, at) => {
    close(state, at);
    state.current = body.step;
    state.since = state.paused === null ? at : null;
    step.how = null;
    step.entered += 1;
  }),
  "step.left": onStep((state, step, body, at) => {
    close(state, at);
    if (state.current === body.step) state.current = null;
    step.how = body.how;
  }),
  "step.extended": onStep((_, step, body) => {
    step.extended += body.seconds;
  }),
  "step.lighter": onStep((state, _, body, at) => {
    const working = state.current === body.step && state.since !== null;
    close(state, at);
    state.levels[body.step] = body.level;
    state.since = working ? at : null;
  }),
  "run.paused": (state, _, at) => {
    close(state, at);
    state.paused ??= at;
  },
  "run.resumed": (state, _, at) => {
    if (state.paused === null) return;
    state.pauses += Math.max(0, at - state.paused);
    state.paused = null;
    state.since = state.current === null ? null : at;
  },
  "cups.placed": (state, body, at) => {
    state.cups.push({ step: body.step, zones: body.zones, placed: at, due: body.remove_at_ms, removed: null });
  },
  "cups.removed": (state, body, at) => {
    for (const cup of state.cups) if (cup.step === body.step) cup.removed ??= at;
  },
  "run.stopped": (state, body, at) => {
    end(state, at, "stopped");
    const told = [...new Set([...(state.stoppedFor ?? []), ...body.reasons])].sort();
    state.stopped = true;
    state.stoppedFor = told.length ? told : null;
  },
  "rest.started": (state, body, at) => {
    end(state, at, "done");
    state.rest = { since: at, seconds: body.seconds };
  },
  "rest.ended": (state, _, at) => {
    state.restSeconds = Math.floor(Math.max(0, at - (state.rest?.since ?? at)) / 1000);
  },
  "run.finished": (state, body, at) => {
    if (state.finished !== null) return;
    end(state, at, "done");
    state.finished = at;
    state.assessment = body.assessment;
    if (!state.stopped) state.stoppedFor = [];
  },
  "pain.scored": (state, body, at) => {
    state.pain.push({ at, when: body.when, rest: body.rest ?? null, moving: body.moving ?? null });
  },
  "checkpoint.answered": pushTo("checkpoints"),
  "point.held": pushTo("points"),
  "palpation.noted": pushTo("palpation"),
  "adverse.reported": pushTo("adverse"),
  "note.spoken": (state, body) => state.notes.push(body.text),
  "note.addendum": (state, body) => state.added.push(body.text),
  "guarding.seen": (state, body) => {
    state.guarding = Math.max(body.score, state.guarding ?? 0);
  },
  "tolerance.said": (state, body) => {
    state.tolerance = body.score;
  },
  "getup.checked": (state, body) => {
    state.gotUp = body.well ?? null;
  },
  "media.used": (state, body) => {
    const same = (one) => one.medium === body.medium && one.batch === (body.batch ?? "");
    if (!state.media.some(same)) state.media.push({ medium: body.medium, batch: body.batch ?? "" });
  },
};

/** Leave aside what is about a step that this plan has not. */
function onStep(act) {
  return (state, body, at) => {
    const step = state.steps[body.step];
    if (step) act(state, step, body, at);
  };
}

function pushTo(name) {
  return (state, body) => state[name].push(body);
}

/** End the open stretch; a clock that went back gives it no time. */
function close(state, at) {
  if (state.current === null || state.since === null) return;
  const ms = Math.max(0, at - state.since);
  state.steps[state.current].stretches.push({ level: state.levels[state.current], ms });
  state.since = null;
}

/** Take the hands off for good. */
function end(state, at, how) {
  close(state, at);
  if (state.current !== null) state.steps[state.current].how = how;
  state.current = null;
  state.ended ??= at;
}

/** Milliseconds worked in a step until a moment, the open stretch included. */
export function workedMs(state, number, now) {
  const done = state.steps[number].stretches.reduce((sum, one) => sum + one.ms, 0);
  const open = state.current === number && state.since !== null ? Math.max(0, now - state.since) : 0;
  return done + open;
}

/** The worse of a score's two numbers; null where neither was asked. */
export function worst(score) {
  const known = [score?.rest, score?.moving].filter((one) => one !== null && one !== undefined);
  return known.length ? Math.max(...known) : null;
}

/** The last score of a time; null where it was not asked. */
export function painWhen(state, when) {
  return state.pain.filter((one) => one.when === when).at(-1) ?? null;
}
