// Which of several answers counts, as in the clinic: the newest, unless an older one may stand
// against it; then the one with the stricter verdict.
import { accepted } from "./answers.js";
import { screen } from "./screen.js";

const PATIENT = "patient";
const AT_THE_COUCH = [PATIENT, "therapist"];

/**
 * The same with answers of this couch, [fact, value, us]; null is "I don't know". Which of several
 * counts is settled once, when all are said. Refuses with {fact, why}.
 * @param {import("./answers.js").Given} given @returns {import("./answers.js").Given}
 */
export function answered(rules, given, said) {
  const [answers, held] = [{ ...given.answers }, {}];
  for (const [name, raw, us = given.at.us] of said) {
    const fact = rules.facts.get(name);
    const newer = [accepted(fact, raw, given.context.today), us, whoAnswers(fact)];
    const before = held[name] ?? [given.answers[name] ?? []];
    held[name] = [newer, ...before.filter((older) => mayStand(fact, older, newer))];
    answers[name] = newer;
  }
  return { ...given, answers: settled(rules, { ...given, held, answers }) };
}

/** Who answers a question at the couch. */
export const whoAnswers = ({ of }) => of.find((one) => AT_THE_COUCH.includes(one));

/** "I don't know" says nothing against what was known; nor a patient against a finding for the course. */
function mayStand({ each }, [older, , found], [newer, , by]) {
  return (older ?? null) !== null && (newer === null || (!each && by === PATIENT && found !== PATIENT));
}

function settled(rules, given) {
  const { answers, held } = given;
  const doubtful = Object.keys(answers).filter((name) => held[name]?.length > 1);
  if (!doubtful.length) return answers;
  const strictness = (chosen) => strictnessOf(rules, { ...given, answers: chosen, overrides: [] });
  const options = (chosen, name) => held[name].map((one) => ({ ...chosen, [name]: one }));
  const from = (place) => ({ ...answers, ...Object.fromEntries(doubtful.map((name) => [name, held[name].at(place)])) });
  const strict = (place) => doubtful.reduce((chosen, name) => first(options(chosen, name), strictness), from(place));
  return first([0, -1].map(strict), strictness);
}

/** The first of the strictest. */
function first(choices, strictness) {
  const ranked = choices.map((one) => [one, strictness(one)]);
  return ranked.reduce((one, other) => (order(other[1], one[1]) > 0 ? other : one))[0];
}

/** Category first, then what it leaves allowed, then every reason. */
function strictnessOf(rules, given) {
  const { reasons, caps, techniques, excluded, missing, category } = withoutClash(given, (one) => screen(rules, one)).found;
  const weight = (one) => 2 * (one.full * rules.categories.length + one.rank) + one.certain;
  const allowed = Object.values(techniques).filter((against) => !against.length);
  const capped = Object.values(caps.zones).reduce((sum, cap) => sum + cap, 0);
  const weights = reasons.map(weight).sort((one, other) => other - one);
  return [rules.categories.indexOf(category), -caps.session, -allowed.length, excluded.length, -capped, weights, missing.length];
}

function order(one, other) {
  for (let place = 0; place < Math.max(one.length, other.length); place++) {
    const [left = -Infinity, right = -Infinity] = [one[place], other[place]];
    const found = Array.isArray(left) ? order(left, right) : left - right;
    if (found) return found;
  }
  return 0;
}

/** Act on answers; those that cannot all be true count as unknown, all of them. */
export function withoutClash(given, act, contradictory = []) {
  try {
    return { found: act(given), contradictory };
  } catch (error) {
    const names = [...(error.premises ?? []), error.fact].filter((name) => name in given.answers);
    if (error.why !== "contradiction" || !names.length) throw error;
    const left = Object.entries(given.answers).filter(([name]) => !names.includes(name));
    return withoutClash({ ...given, answers: Object.fromEntries(left) }, act, [...contradictory, ...names]);
  }
}
