// What is asked at the couch: answers that lapse before the session ends, if they can still matter.
import { dayOf, isStale, understand } from "./answers.js";
import { NO, trace, YES } from "./expressions.js";

const [EMERGENCY, BLOCKING, REST] = [0, 1, 2];

/** The answers, those already stale that are stale at the end: a verdict on them holds until then. */
export function untilTheEnd({ facts }, given, until) {
  const aged = ([name, one]) => [name, age(facts.get(name), one, given.at.us, until)];
  return { ...given, answers: Object.fromEntries(Object.entries(given.answers).map(aged)) };
}

function age(fact, one, now, until) {
  return isStale(fact, one, until) && !isStale(fact, one, now) ? [one[0], now - fact.valid_us - 1, one[2]] : one;
}

/**
 * What still has to be asked before a session that ends at `until`, gravest first; after each
 * answer ask again. `asked` was asked at this couch already, whatever was said.
 * @returns {{fact: string, urgency: number, gravest: number}[]}
 */
export function dayQuestions(rules, given, until, asked = []) {
  const lasting = untilTheEnd(rules, given, until);
  const recent = Object.entries(lasting.answers).filter(([name, one]) => !isOld(rules.facts.get(name), one, given.at));
  const matter = whatMatters(rules, { ...lasting, answers: Object.fromEntries(recent) });
  const open = [...rules.facts.values()].filter(({ id, couch }) => couch && matter.has(id) && !asked.includes(id));
  const found = open.map(({ id }) => ({ fact: id, ...matter.get(id) }));
  return found.sort((one, other) => one.urgency - other.urgency || other.gravest - one.gravest);
}

/** Whether what changes by the day was said on another one. */
export const isOld = ({ each, valid_us: valid }, [, us], at) => each && valid === undefined && dayOf(us, at.offset) !== dayOf(at.us, at.offset);

/** The unanswered facts that can still change a verdict, with their weight. */
function whatMatters(rules, given) {
  const { reading, states } = understand(rules, given);
  for (const name in states) if (states[name] === "defaulted") reading[name] = null;
  const behindPhase = settlePhase(rules, reading);
  const found = new Map();
  for (const [names, urgency, gravest = 0] of named(rules, reading)) {
    for (const name of names.flatMap((one) => (one === "phase" ? behindPhase : one))) {
      if (!rules.facts.has(name) || reading[name] !== null) continue;
      const other = found.get(name) ?? { urgency, gravest };
      found.set(name, { urgency: Math.min(urgency, other.urgency), gravest: Math.max(gravest, other.gravest) });
    }
  }
  while (rules.ties.some((tie) => addPremises(tie, reading, found)));
  return found;
}

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

/** Everything a verdict still hangs on, answered or not: names, urgency, gravest category. */
function* named({ always, rules, facts, categories }, reading) {
  yield [["phase", ...always], REST];
  for (const { when, rank, reads } of rules.flatMap((rule) => rule.cases)) {
    const found = trace(when, reading, true);
    if (found.rank === NO) continue;
    yield [found.undecided, categories[rank] === "EMERGENCY" ? EMERGENCY : REST, rank];
    yield [reads, REST];
  }
  for (const { id, silence, when } of facts.values()) {
    if (reading[id] !== null) continue;
    const found = when ? trace(when, reading, true) : { rank: YES, undecided: [] };
    if (silence === "BLK" && found.rank !== NO) yield [[id], BLOCKING];
    yield [found.undecided, REST];
  }
}

/** Add the facts from which an answer would follow to a fact that matters. */
function addPremises({ fact, when }, reading, found) {
  const names = found.has(fact) ? trace(when, reading, true).undecided.filter((name) => !found.has(name)) : [];
  for (const name of names) found.set(name, found.get(fact));
  return names.length > 0;
}
