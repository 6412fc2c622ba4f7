/**
 * The run of a session: what is on now, how long it still lasts, and what a touch means.
 *
 * Nothing here keeps a clock or counts ticks: everything follows from the entries and the moment.
 * A touch gives the events to write down; they are shown once they are written.
 * @module
 */

import { accountOf, workedMs } from "./account.js";

/** @typedef {import("./account.js").Entry} Entry */
/** @typedef {{kind: string, body: object, at?: number}} Wish an event to write, now or at a moment */

/** How a run stands at a moment. */
export class Run {
  /**
   * @param {object} session the planned session
   * @param {Entry[]} entries
   * @param {{catchUpSeconds: number}} rules after how much sleep nobody can say what the hands did
   */
  constructor(session, entries, rules) {
    this.session = session;
    this.rules = rules;
    this.account = accountOf(session, entries);
  }

  /** ready | working | paused | between | resting | rested | stopped | finished */
  get phase() {
    const { account } = this;
    if (account.finished !== null) return "finished";
    if (account.stopped && account.rest === null) return "stopped";
    if (account.rest !== null) return account.restSeconds === null ? "resting" : "rested";
    if (account.paused !== null) return "paused";
    if (account.current !== null) return "working";
    return account.started === null ? "ready" : "between";
  }

  /** The number of the step that is on, or null. */
  get current() {
    return this.account.current;
  }

  /** The number of the step that comes next, or null after the last. */
  get next() {
    const from = this.account.current === null ? this.#lastDone() + 1 : this.account.current + 1;
    return from < this.session.steps.length ? from : null;
  }

  #lastDone() {
    return this.account.steps.reduce((last, step, number) => (step.how === null ? last : number), -1);
  }

  /** The level of the step that is on. */
  get level() {
    return this.current === null ? null : this.account.levels[this.current];
  }

  /** The seconds a step may take: its plan and what was added. */
  allowed(number) {
    return this.session.steps[number].seconds + this.account.steps[number].extended;
  }

  /** Milliseconds left in the step that is on; below zero when it is over. */
  leftMs(now) {
    if (this.current === null) return null;
    return this.allowed(this.current) * 1000 - workedMs(this.account, this.current, now);
  }

  /** The moment at which the step that is on ends, if nobody touches anything; null in a pause. */
  endsAt(now) {
    return this.phase === "working" ? now + this.leftMs(now) : null;
  }

  /**
   * What was used, as far as the run shows it: points and media of every step that was worked in.
   * @param {Record<string, string>} batches by medium @returns {Wish[]}
   */
  used(batches) {
    const worked = this.session.steps.map((step, number) => ({ ...step, number, s: workedMs(this.account, number, 0) / 1000 })).filter(({ s }) => s > 0);
    const points = worked.flatMap(({ points: held = [], number, s }) => held.map(({ point }) => wish("point.held", { step: number, point, seconds: Math.round(s / held.length) })));
    const ordered = Object.keys(batches).filter((medium) => batches[medium]);
    const media = new Set([...worked.map(({ medium }) => medium).filter(Boolean), ...(worked.length ? ordered : [])]);
    return [...points, ...[...media].map((medium) => wish("media.used", { medium, batch: batches[medium] ?? "" }))];
  }

  /** Milliseconds of hands-on work left in the whole session. */
  leftOfAllMs(now) {
    return this.session.steps.reduce((sum, _, number) => sum + this.#leftOf(number, now), 0);
  }

  #leftOf(number, now) {
    if (this.account.steps[number].how !== null && number !== this.current) return 0;
    return Math.max(0, this.allowed(number) * 1000 - workedMs(this.account, number, now));
  }

  /** Cups that stand, the most overdue first: {step, zones, leftMs}. */
  cupsOn(now) {
    const standing = this.account.cups.filter((cup) => cup.removed === null);
    return standing
      .map((cup) => ({ step: cup.step, zones: cup.zones, leftMs: cup.due - now }))
      .sort((a, b) => a.leftMs - b.leftMs);
  }

  /** Milliseconds of rest left; below zero when it is over; null without a rest. */
  restLeftMs(now) {
    const { rest, restSeconds } = this.account;
    return rest === null || restSeconds !== null ? null : rest.since + rest.seconds * 1000 - now;
  }

  /* What a touch means: the events to write. An act that makes no sense now gives none. */

  /** Which planned session this is, and its level where that is lower than planned. */
  #given() {
    const { index, level, lowered } = this.session;
    return lowered ? { planned: index, level } : { planned: index };
  }

  /** Begin with the first step. @returns {Wish[]} */
  start() {
    return this.phase === "ready" ? [wish("run.started", this.#given()), wish("step.entered", { step: 0 })] : [];
  }

  /** Leave the step as done and go on; after the last the rest begins. @returns {Wish[]} */
  forward(how = "done") {
    if (this.phase === "paused") return [wish("run.resumed"), ...this.#onward(how)];
    return ["working", "between"].includes(this.phase) ? this.#onward(how) : [];
  }

  #onward(how, at) {
    const left = this.current === null ? [] : [wish("step.left", { step: this.current, how }, at)];
    if (this.next === null) return [...left, wish("rest.started", { seconds: this.session.rest_s }, at)];
    return [...left, wish("step.entered", { step: this.next }, at)];
  }

  /** Leave the step undone and go on. @returns {Wish[]} */
  skip() {
    return this.forward("skipped");
  }

  /** Go back to the step before. @returns {Wish[]} */
  back() {
    if (!["working", "paused", "between"].includes(this.phase)) return [];
    const before = (this.current ?? this.#lastDone() + 1) - 1;
    return before < 0 ? [] : [wish("step.entered", { step: before })];
  }

  /** Take the hands off, or put them on again. @returns {Wish[]} */
  pause() {
    if (this.phase === "working") return [wish("run.paused")];
    return this.phase === "paused" ? [wish("run.resumed")] : [];
  }

  /** Give the step more time. @returns {Wish[]} */
  extend(seconds) {
    return this.current === null ? [] : [wish("step.extended", { step: this.current, seconds })];
  }

  /** Work one level lighter; nothing offers a stronger one. @returns {Wish[]} */
  lighter() {
    if (this.current === null || this.level <= 1) return [];
    return [wish("step.lighter", { step: this.current, level: this.level - 1 })];
  }

  /** End the session at once; why may be said afterwards. @returns {Wish[]} */
  stop(reasons = []) {
    return this.account.finished === null ? [wish("run.stopped", { reasons })] : [];
  }

  /** Let the patient rest, after a stop as after the last step. @returns {Wish[]} */
  rest() {
    const seconds = this.session.rest_s;
    return this.account.rest === null ? [wish("rest.started", { seconds })] : [];
  }

  /**
   * What time alone has brought about: the next step when one is over.
   *
   * After a long sleep nobody can say what the hands did: the step ends where it should have
   * ended, and the run waits there. @returns {Wish[]}
   */
  passed(now) {
    if (this.phase !== "working") return [];
    const over = -this.leftMs(now);
    if (over < 0) return [];
    const ended = now - over;
    if (over <= this.rules.catchUpSeconds * 1000) return this.#onward("done", ended);
    return [wish("step.left", { step: this.current, how: "done" }, ended), wish("run.paused", {}, ended)];
  }
}

function wish(kind, body = {}, at = undefined) {
  return at === undefined ? { kind, body } : { kind, body, at };
}
