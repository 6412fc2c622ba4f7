// What a page of the couch asks of the rules: the verdict of today, and the questions of today.
import { givenAt, isStale } from "./answers.js";
import { dayQuestions, isOld, untilTheEnd } from "./asking.js";
import { answered, whoAnswers, withoutClash } from "./precedence.js";
import { prepare, screen } from "./screen.js";

/**
 * @typedef {{us: number, offset: number, until: number}} Now  microseconds: the moment, the end of
 *   the session with its rest; seconds of UTC offset
 * @typedef {[fact: string, value: any, us?: number][]} Said  answers of this couch in their order,
 *   with their moment (default: now); null: not known. What lapsed meanwhile is asked again.
 * @typedef {{fact: string, kind: "yes_no"|"one"|"several"|"whole"|"number"|"date", who: "patient"|"therapist",
 *   ask: string, line: string, label: string, options: {value: any, text: string}[],
 *   scale: {min: number, max: number, unit?: string}|null, none: boolean, urgency: number}} Question
 * @typedef {{category: string, allowed: boolean, because: string[], caps: {session: number, zones: object},
 *   excluded: string[], techniques: object, flags: string[], margins: object, positions: string[],
 *   missing: string[], contradictory: string[], why: null|"old_pack"|"clock"|"no_answers"}} Today
 */

const KINDS = { bool: "yes_no", enum: "one", set: "several", int: "whole", decimal: "number", date: "date" };
const NOTHING = {
  category: "INCOMPLETE", allowed: false, because: [], caps: { session: 0, zones: {} }, excluded: [], techniques: {},
  flags: [], margins: {}, positions: [], missing: [], contradictory: [], reasons: [], earliest: null,
};

/** Make the rules of a pack ready, once. */
export function openRules({ screening, made_at: made, valid_until: limit }) {
  return { ...prepare(screening.rules), asks: screening.asks, made, limit };
}

/**
 * Judge somebody with what was said at the couch. Where there is nothing to judge by, `why` says it.
 * @param {object} rules from openRules @param {object} known of the person @param {Said} said @param {Now} now
 * @returns {Today} @throws {RangeError} {fact, why} for a value that is no answer
 */
export function screenToday(rules, known, said, now) {
  const why = whyNone(rules, known, said, now);
  if (why) return { ...NOTHING, why };
  const { found, contradictory } = withoutClash(todays(rules, known, said, now), (given) =>
    screen(rules, untilTheEnd(rules, given, now.until)));
  const missing = found.missing.filter(({ means }) => means === "BLK").map(({ fact }) => fact);
  return { ...found, because: found.reasons.map((one) => one.case), missing, contradictory, why };
}

/**
 * What is to be asked next, gravest first; after each answer ask again. Answers that cannot all be
 * true are asked once more.
 * @param {object} rules @param {object} known @param {Said} said @param {Now} now @returns {Question[]}
 */
export function questionsToday(rules, known, said, now) {
  if (whyNone(rules, known, said, now)) return [];
  const given = todays(rules, known, said, now);
  const { contradictory } = withoutClash(given, (one) => screen(rules, untilTheEnd(rules, one, now.until)));
  const lasts = (fact, one) => !isStale(fact, one, now.us) && !isOld(fact, one, now);
  const today = said.filter(([name, , us = now.us]) => lasts(rules.facts.get(name), [null, us])).map(([name]) => name);
  const isTwice = (fact) => today.indexOf(fact) !== today.lastIndexOf(fact);
  const asked = today.filter((fact) => isTwice(fact) || !contradictory.includes(fact));
  const { found } = withoutClash(given, (one) => dayQuestions(rules, one, now.until, asked));
  return found.map((one) => worded(rules, one));
}

/**
 * Whether a "no" to a yes-or-no question would ask for nothing that a "yes" does not.
 * @param {object} rules @param {object} known @param {Said} said @param {Now} now
 * @returns {(fact: string) => boolean}
 */
export function signsToday(rules, known, said, now) {
  const given = todays(rules, known, said, now);
  const reasons = (fact, value) => withoutClash({ ...given, answers: { ...given.answers, [fact]: [value, now.us] } },
    (one) => screen(rules, untilTheEnd(rules, one, now.until))).found.reasons;
  return (fact) => {
    const yes = new Map(reasons(fact, true).map((one) => [one.case, one.rank]));
    return reasons(fact, false).every((one) => one.rank <= (yes.get(one.case) ?? -1));
  };
}

/** Why nobody can be judged: only a new pack or a right clock helps. */
function whyNone({ made, limit }, known, said, { us }) {
  if (!known?.answers) return "no_answers";
  if (!(us <= limit * 1000)) return "old_pack";
  const moments = [...Object.values(known.answers).map(([, at]) => at), ...said.map(([, , at = us]) => at)];
  return Math.max(made * 1000, ...moments) <= us ? null : "clock";
}

function todays(rules, known, said, now) {
  return answered(rules, givenAt(known, { us: now.us, offset: now.offset }), said);
}

function worded({ facts, asks }, { fact: name, urgency }) {
  const fact = facts.get(name);
  const { ask, line, label, values = {}, unit } = asks[name];
  const options = (fact.values ?? []).map((value) => ({ value, text: values[value] }));
  const scale = fact.min === undefined ? null : { min: fact.min, max: fact.max, unit };
  return { fact: name, kind: KINDS[fact.type], who: whoAnswers(fact), ask, line, label, options, scale, none: !!fact.none, urgency };
}
