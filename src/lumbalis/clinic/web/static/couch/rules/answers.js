// What may be relied on. A stale answer becomes unknown; then what follows is filled in, then the
// defaults. A stale answer whose silence has no effect must not lapse into permission: the cautious
// reading keeps it.
import { namesIn, NO, trace, YES } from "./expressions.js";

/** @typedef {{us: number, offset: number}} Moment  microseconds since 1970, seconds of UTC offset */
/** @typedef {{at: Moment, answers: Record<string, [any, number]>, context: object, overrides: object[]}} Given */

const refuse = (why, about) => {
  throw Object.assign(new RangeError(why), { why, ...about });
};

const inRange = ({ min, max }, raw) => (raw < min || raw > max ? "range" : "");
const PROBLEM = {
  bool: (_, raw) => (typeof raw === "boolean" ? "" : "type"),
  int: (fact, raw) => (Number.isSafeInteger(raw) ? inRange(fact, raw) : "type"),
  decimal: (fact, raw) => (Number.isFinite(raw) ? inRange(fact, raw) : "type"),
  enum: ({ values }, raw) => (values.includes(raw) ? "" : "word"),
  set: ({ values }, raw) => (Array.isArray(raw) ? inSet(values, raw) : "type"),
  date: (fact, raw, today) => (fact.none && raw === "none" ? "" : !isDay(raw) ? "type" : raw > today ? "future" : ""),
};

function inSet(values, raw) {
  if (!raw.every((word) => values.includes(word))) return "word";
  if (!raw.length && values.includes("none")) return "empty";
  return raw.includes("none") && raw.some((word) => word !== "none") ? "beside" : "";
}

/** Take a raw value as an answer, null for unknown; refuse with {fact, why}. */
export function accepted(fact, raw, today) {
  if (raw == null || raw === "unknown") return null;
  const why = PROBLEM[fact.type](fact, raw, today);
  if (why) refuse(why, { fact: fact.id });
  return fact.type === "set" ? [...new Set(raw)].sort() : raw;
}

/** The day on the calendar at an offset. */
export const dayOf = (us, offset) => new Date(Math.floor(us / 1000) + offset * 1000).toISOString().slice(0, 10);

const isDay = (raw) => /^\d{4}-\d\d-\d\d$/.test(raw) && raw > "0001" && dayOf(Date.parse(raw) * 1000, 0) === raw;

/** What is known of somebody at a moment. An answer from later says a clock is wrong. @returns {Given} */
export function givenAt({ context, ...known }, at) {
  if (Object.values(known.answers).some(([, us]) => us > at.us)) refuse("later");
  return { ...known, at, context: { ...context, today: dayOf(at.us, at.offset), phase: null } };
}

/** Whether an answer is older at a moment than its fact allows. */
export const isStale = ({ valid_us: valid = Infinity }, [, at], us) => us - at > valid;

/** What may be relied on. */
export function understand(rules, { at, answers, context }) {
  const values = Object.entries(answers).flatMap(([name, [value]]) => (value === null ? [] : [[name, value]]));
  const stale = values.filter(([name]) => isStale(rules.facts.get(name), answers[name], at.us));
  const fresh = values.filter((one) => !stale.includes(one));
  const { reading, states } = complete(rules, fresh, context);
  refuseContradictions(rules, fresh.map(([name]) => name), reading);
  for (const [name] of stale) if (states[name] === "missing") states[name] = "stale";
  const silences = silencesIn(rules, reading);
  const kept = stale.filter(([name]) => silences[name] === "OPT" || states[name] === "defaulted");
  const cautious = kept.length ? complete(rules, [...fresh, ...kept], context).reading : null;
  return { reading, states, silences, cautious };
}

function complete({ facts, ties }, known, context) {
  const told = Object.fromEntries(known);
  const all = (get) => Object.fromEntries([...facts.keys()].map((name) => [name, get(name)]));
  const reading = { ...all(() => null), ...context, ...told };
  const states = all((name) => (name in told ? "answered" : "missing"));
  while (ties.some((tie) => follows(tie, reading, states)));
  for (const fact of facts.values()) standIn(fact, reading, states);
  return { reading, states };
}

function follows({ fact, when, value }, reading, states) {
  if (reading[fact] !== null || trace(when, reading).rank !== YES) return false;
  reading[fact] = value;
  states[fact] = "implied";
  return true;
}

function standIn({ id, silence, default: value, when }, reading, states) {
  if (reading[id] !== null || silence !== "DEF" || value === undefined) return;
  if (when && trace(when, reading).rank !== YES) return;
  reading[id] = value;
  states[id] = "defaulted";
}

/** Answers that cannot all be true. */
function refuseContradictions({ ties }, fresh, reading) {
  for (const { id: tie, fact, when, value } of ties) {
    if (String(reading[fact]) === String(value) || trace(when, reading).rank !== YES) continue;
    const premises = namesIn(when).filter((name) => fresh.includes(name));
    refuse("contradiction", { tie, fact, premises: premises.length ? premises : [fact] });
  }
}

function silencesIn({ facts }, reading) {
  const silent = [...facts.values()].filter(({ id }) => reading[id] === null);
  return Object.fromEntries(silent.map((fact) => [fact.id, silenceOf(fact, reading)]));
}

function silenceOf({ silence, when }, reading) {
  if (silence === "DEF") return "POS";
  return when && trace(when, reading).rank === NO ? "OPT" : silence;
}
