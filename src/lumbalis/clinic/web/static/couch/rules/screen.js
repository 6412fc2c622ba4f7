// The screening itself: rules, answers and circumstances in, verdict out. Nothing else counts.
import { understand } from "./answers.js";
import { ceilingOf, combine, passGate } from "./combining.js";
import { check, NO, once, trace, YES } from "./expressions.js";

const FORMAT = "lumbalis-rules-1";
const [PRECAUTIONS, INCOMPLETE, REFER, PHYSICIAN, CONTRAINDICATED] = [1, 2, 4, 5, 6];
const PHASES = ["REMISSION", "SUBSIDING", null, "EXACERBATION"];
const HOUR_US = 36e8;
const WRITTEN = /[^\s\x1c-\x1f\x85]/;
const allows = (rank) => rank <= PRECAUTIONS;
const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/** Make rule data ready, once. */
export function prepare(data) {
  if (data?.format !== FORMAT) throw new TypeError(`not ${FORMAT}`);
  const names = new Set([...data.context, ...data.facts.map(({ id }) => id)]);
  const asked = [...data.facts, ...data.ties, ...data.phases, ...data.rules.flatMap((rule) => rule.cases)];
  for (const { when } of asked) if (when) check(when, names);
  return { ...data, facts: new Map(data.facts.map((fact) => [fact.id, fact])) };
}

/**
 * Decide whether a session may take place, and why. Every rule is asked, the strictest category
 * wins, all reasons are kept. Moments are microseconds since 1970.
 * @param {object} rules prepared @param {import("./answers.js").Given} given
 */
export function screen(rules, given) {
  const known = understand(rules, given);
  const { readings, phase } = withPhase(rules, known);
  const [reading] = readings;
  const { accepted, refused } = sortOverrides(rules, given);
  const findings = find(rules, readings, known.silences, accepted);
  const combined = combine(rules, findings, ceilingOf(rules, phase, reading), readings.at(-1));
  const techniques = passGate(rules, findings, combined.caps.session, phase, reading);
  const missing = missingFrom(known, reading);
  const some = reasonsOf(rules, findings, reading, given.at);
  const reasons = [...some, ...nothingLeft(rules, rankOf(some, missing), techniques)];
  const rank = rankOf(reasons, missing);
  return {
    category: rules.categories[rank],
    allowed: allows(rank),
    phase,
    reasons: reasons.sort((one, other) => other.rank - one.rank || compare(one.case, other.case)),
    missing,
    techniques,
    ...combined,
    positions: positionsOf(findings, combined.flags),
    earliest: earliestOf(rank, reasons, missing, given.at.us),
    refused,
    assumed: namesWhere(known.states, "defaulted"),
    not_asked: namesWhere(known.silences, "OPT"),
    facts: reading,
  };
}

const namesWhere = (table, word) => Object.keys(table).filter((name) => table[name] === word).sort();

/** Add the phase to every reading: the stricter one, where they differ. */
function withPhase({ phases }, { reading, cautious }) {
  const given = cautious ? [reading, cautious] : [reading];
  const phase = PHASES[Math.max(...given.map((one) => PHASES.indexOf(phaseOf(phases, one).phase)))];
  return { readings: given.map((one) => ({ ...one, phase })), phase: phase ?? "UNKNOWN" };
}

/** The first phase that is not ruled out, and the facts behind it. */
function phaseOf(phases, reading) {
  for (const { id, when } of phases) {
    const found = trace(when, reading);
    if (found.rank !== NO) return { ...found, phase: found.rank === YES ? id : null };
  }
  return { decided: [], undecided: [], phase: null };
}

/** Which decisions to set a rule aside count, and why the others do not. */
function sortOverrides(rules, { overrides, at }) {
  const judged = overrides.map((one) => [one, whyNot(rules, one, at.us)]);
  return {
    accepted: new Map(judged.filter(([, why]) => !why).map(([one]) => [one.rule, one])),
    refused: judged.filter(([, why]) => why).map(([{ rule }, why]) => ({ rule, why })),
  };
}

function whyNot({ overridable, override_us: longest }, { rule, by, role, reason, at, until }, now) {
  const problems = {
    no_such_rule: !Object.hasOwn(overridable, rule),
    never: !overridable[rule],
    not_a_physician: role !== "physician",
    no_name_or_reason: !WRITTEN.test(by) || !WRITTEN.test(reason),
    not_yet: at > now,
    expired: until < now,
    too_long: until - at > longest,
  };
  return Object.keys(problems).find((why) => problems[why]);
}

/** Every case that fires, or would with bad answers to what is open. */
function find({ rules }, readings, silences, accepted) {
  const asked = rules.flatMap(({ id, cases }) => cases.map((one) => asking(id, one, readings)));
  return asked.filter((one) => one.rank !== NO).flatMap((one) => judged(one, silences, accepted));
}

/** The strictest reading counts. */
function asking(rule, one, readings) {
  const found = readings.map((reading) => ({ ...trace(one.when, reading), reading }));
  return { rule, case: one, ...found.reduce((first, other) => (other.rank > first.rank ? other : first)) };
}

/** What a case calls for; nothing where only silent facts keep it open. */
function judged(found, silences, accepted) {
  const one = found.case;
  const certain = found.rank === YES;
  const means = found.undecided.map((name) => silences[name] ?? "BLK");
  const blocks = !certain && !means.includes("POS");
  if (blocks && !means.includes("BLK")) return [];
  const override = certain && one.aside && (accepted.get(one.id) ?? accepted.get(found.rule));
  const modifiers = override ? one.aside : one.modifiers;
  return [{ ...found, certain, blocks, override, modifiers, rank: callsFor(one, certain, blocks, override) }];
}

/** Missing knowledge alone never rings the alarm: it asks for an examination. */
function callsFor({ rank, scope }, certain, blocks, override) {
  if (blocks) return INCOMPLETE;
  if (override || scope !== "session") return Math.min(rank, PRECAUTIONS);
  return !certain && rank >= CONTRAINDICATED ? REFER : rank;
}

function reasonsOf(rules, findings, reading, at) {
  const telling = findings.filter((one) => !one.blocks && isNoticed(rules, one, reading));
  return telling.map((finding) => reasonOf(rules, finding, at));
}

/** Leave out a ban nobody would notice: the technique was never ordered. */
function isNoticed({ techniques }, { case: one, modifiers }, { methods_allowed: methods }) {
  if (one.scope !== "technique" || !methods) return true;
  return techniques.some(({ id, word }) => modifiers.techniques.includes(id) && methods.includes(word));
}

function reasonOf({ phases }, { rule, rank, case: one, reading, override, certain, ...found }, at) {
  const { decided, undecided } = behind(phases, found, reading);
  const [known, open] = [false, true].map((no) => decided.filter((name) => (reading[name] === null) === no));
  return {
    rule,
    case: one.id,
    rank,
    full: one.rank,
    scope: one.scope,
    certain,
    because: Object.fromEntries(known.map((name) => [name, reading[name]])),
    unknown: once([undecided, open]),
    earliest: certain ? earliestEnd(one, reading, at) : null,
    overridable: !!one.aside,
    aside: override?.by ?? null,
  };
}

/** The facts behind a trace; for the phase, those behind it. */
function behind(phases, { decided, undecided }, reading) {
  const why = once([decided, undecided]).includes("phase") ? phaseOf(phases, reading) : { decided: [], undecided: [] };
  const asked = (...names) => once(names).filter((name) => name !== "today" && name !== "phase");
  return { decided: asked(decided, why.decided), undecided: asked(undecided, why.undecided) };
}

/** The first moment a case may end; null where it needs a person, not time. */
function earliestEnd({ since, after_us: after }, reading, at) {
  const start = after === undefined ? null : startOf(since, reading, at);
  return start === null ? null : Math.max(at.us, start + after);
}

function startOf(since, reading, { us, offset }) {
  if (since === "now") return us;
  const value = reading[since === "last_meal" ? "last_meal_hours" : since];
  if (value === null || value === "none") return null;
  return since === "last_meal" ? us - hoursUs(value) : Date.parse(value) * 1000 - offset * 1e6;
}

/** Microseconds of hours, halves to the even side. */
function hoursUs(hours) {
  const part = HOUR_US * (hours % 1);
  const us = Math.trunc(part);
  return HOUR_US * Math.trunc(hours) + us + (part % 1 === 0.5 ? us % 2 : Math.round(part % 1));
}

/** Stop a session in which no ordered technique may be used. */
function nothingLeft({ techniques }, rank, gate) {
  if (!allows(rank) || techniques.some((one) => one.hands_on && !gate[one.id].length)) return [];
  const none = { id: "T-none", rank: PHYSICIAN, scope: "session" };
  const found = { rule: none.id, rank: PHYSICIAN, case: none, certain: true, decided: [], undecided: [] };
  return [reasonOf({}, found, {})];
}

function missingFrom({ silences, states }, { credentials }) {
  const loud = Object.keys(silences).filter((name) => silences[name] !== "OPT");
  const found = loud.map((fact) => ({ fact, state: states[fact], means: silences[fact] }));
  const hands = credentials ? [] : [{ fact: "credentials", state: "missing", means: "BLK" }];
  return [...found, ...hands].sort((one, other) => compare(one.means, other.means) || compare(one.fact, other.fact));
}

const blocksIn = (missing) => missing.some(({ means }) => means === "BLK");
const rankOf = (reasons, missing) => Math.max(blocksIn(missing) && INCOMPLETE, ...reasons.map(({ rank }) => rank));

/** Usual first. Sitting is a permission: only on certain ground. */
function positionsOf(findings, flags) {
  const sitting = findings.some((one) => one.certain && one.modifiers.flags.includes("sitting_available"));
  return [flags.includes("side_lying_only") ? "side_lying" : "prone", ...(sitting ? ["sitting"] : [])];
}

function earliestOf(rank, reasons, missing, now) {
  if (allows(rank)) return now;
  const ends = reasons.filter((reason) => !allows(reason.rank)).map(({ earliest }) => earliest);
  return blocksIn(missing) || !ends.length || ends.includes(null) ? null : Math.max(...ends);
}
