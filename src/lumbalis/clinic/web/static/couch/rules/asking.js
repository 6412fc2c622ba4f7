// What is asked at the couch: answers that lapse before the session ends, if they can still matter.
import { dayOf, isStale, understand } from "./answers.js";
import { NO, trace, YES } from "./expressions.js";

const [EMERGENCY, BLOCKING, REST] = [0, 1, 2];

/** The answers with those already stale that are stale at the end: a verdict on them holds until then. */
export function untilTheEnd(rules, given, until) {
  const aged = ([name, one]) => [name, age(rules.facts.get(name), one, given.at.us, until)];
  return { ...given, answers: Object.fromEntries(Object.entries(given.answers).map(aged)) };
}

function age(fact, one, now, until) {
  return isStale(fact, one, until) && !isStale(fact, one, now) ? [one[0], now - fact.valid_us - 1] : one;
}

/**
 * What still has to be asked before a session that ends at `until`, gravest first; after each answer
 * ask again. `asked` was asked at this couch already, whatever was said.
 * @returns {{fact: string, urgency: number, gravest: number}[]}
 */
export function dayQuestions(rules, given, until, asked = []) {
  const lasting = untilTheEnd(rules, given, until);
  const recent = Object.entries(lasting.answers).filter(([name, one]) => !isOld(rules.facts.get(name), one, given.at));
  const { reading, urgencies } = whatMatters(rules, { ...lasting, answers: Object.fromEntries(recent) });
  const gravest = gravestOf(rules, reading);
  return [...rules.facts.values()]
    .filter(({ id, couch }) => couch && urgencies.has(id) && !asked.includes(id))
    .map(({ id }) => ({ fact: id, urgency: urgencies.get(id), gravest: gravest[id] ?? 0 }))
    .sort((one, other) => one.urgency - other.urgency || other.gravest - one.gravest);
}

const isOld = ({ daily }, [, at], { us, offset }) => daily && dayOf(at, offset) !== dayOf(us, offset);

/** The unanswered facts that can still change a verdict, with their urgency. */
function whatMatters(rules, given) {
  const { reading, states } = understand(rules, given);
  for (const name of Object.keys(states)) if (states[name] === "defaulted") reading[name] = null;
  const behindPhase = settlePhase(rules, reading);
  const urgencies = new Map();
  for (const [names, urgency] of named(rules, reading)) {
    for (const name of names.flatMap((one) => (one === "phase" ? behindPhase : one))) {
      const mine = rules.facts.has(name) && reading[name] === null;
      if (mine) urgencies.set(name, Math.min(urgency, urgencies.get(name) ?? REST));
    }
  }
  while (rules.ties.some((tie) => addPremises(tie, reading, urgencies)));
  return { reading, urgencies };
}

/** The unanswered facts that can still decide a condition; none where it is decided. */
const hangsOn = (tree, reading) => trace(tree, reading, true).undecided;

/** Put the phase into the reading if it is certain; else name the facts it hangs on. */
function settlePhase({ phases }, reading) {
  const behind = [];
  for (const { id, when } of phases) {
    const { rank, undecided } = trace(when, reading, true);
    behind.push(...undecided);
    if (rank !== YES) continue;
    reading.phase = behind.length ? null : id;
    break;
  }
  return behind;
}

/** Everything a verdict still hangs on, answered or not, with its urgency. */
function* named({ always, rules, facts, categories }, reading) {
  yield [["phase", ...always], REST];
  for (const { when, rank, reads } of rules.flatMap((rule) => rule.cases)) {
    const found = trace(when, reading, true);
    if (found.rank === NO) continue;
    yield [found.undecided, rank === categories.length - 1 ? EMERGENCY : REST];
    yield [reads, REST];
  }
  for (const fact of facts.values()) if (reading[fact.id] === null) yield* silence(fact, reading);
}

function* silence({ id, silence: means, when }, reading) {
  const found = when ? trace(when, reading, true) : { rank: YES, undecided: [] };
  if (means === "BLK" && found.rank !== NO) yield [[id], BLOCKING];
  yield [found.undecided, REST];
}

/** Add the facts from which an answer would follow to a fact that matters. */
function addPremises({ fact, when }, reading, urgencies) {
  if (!urgencies.has(fact)) return false;
  const found = hangsOn(when, reading).filter((name) => !urgencies.has(name));
  for (const name of found) urgencies.set(name, urgencies.get(fact));
  return found.length > 0;
}

/** The rank of the strictest open case that hangs on each fact. */
function gravestOf({ rules }, reading) {
  const found = {};
  for (const { when, rank } of rules.flatMap((rule) => rule.cases)) {
    for (const name of hangsOn(when, reading)) found[name] = Math.max(rank, found[name] ?? 0);
  }
  return found;
}
