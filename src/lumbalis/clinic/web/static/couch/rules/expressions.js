// What a condition says of a reading, and the facts that decided it. No answer is not "no".

export const [NO, UNKNOWN, YES] = [0, 1, 2];

/** @typedef {Record<string, any>} Reading  null for unknown */
/** @typedef {{rank: number, decided: string[], undecided: string[]}} Trace */

const DAY_MS = 864e5;
const SIGNS = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};
const LEAVES = {
  flag: (value) => value,
  known: () => true,
  in: (value, words) => words.includes(value),
  any: (held, words) => words.some((word) => held.includes(word)),
  all: (held, words) => words.every((word) => held.includes(word)),
};
const JOINTS = ["and", "or", "not", "stated"];
const NUMBERS = {
  fact: (value) => value,
  days: (then, { today }) => (then === "none" ? Infinity : (Date.parse(today) - Date.parse(then)) / DAY_MS),
  count: (held) => held.filter((word) => word !== "none").length,
};

/**
 * @param {any[]} tree @param {Reading} of
 * @param {boolean} open what is not said may yet be said: a yes and a no are final
 * @returns {Trace}
 */
export function trace(tree, of, open = false) {
  const [kind, ...parts] = tree;
  if (!JOINTS.includes(kind)) return leaf(tree, of, open);
  const inner = parts.map((part) => trace(part, of, open));
  if (kind === "not") return { ...inner[0], rank: YES - inner[0].rank };
  if (kind === "stated") return open ? inner[0] : stated(inner[0]);
  return joined(kind === "and" ? Math.min : Math.max, inner);
}

function leaf(tree, of, hopeful) {
  const rank = leafRank(tree, of, hopeful);
  const names = namesIn(tree);
  const where = (unknown) => names.filter((name) => (of[name] === null) === unknown);
  const open = rank === UNKNOWN;
  return { rank, decided: open ? where(false) : names, undecided: open ? where(true) : [] };
}

function leafRank([kind, left, right], of, open) {
  const sign = SIGNS[kind];
  const values = sign ? [number(left, of), number(right, of)] : [of[left]];
  if (values.includes(null)) return kind === "known" && !open ? NO : UNKNOWN;
  return (sign ? sign(...values) : LEAVES[kind](values[0], right)) ? YES : NO;
}

function number(operand, of) {
  const [kind, name] = [operand].flat();
  if (!name) return operand;
  return of[name] === null ? null : NUMBERS[kind](of[name], of);
}

function stated({ rank, decided, undecided }) {
  return { rank: rank === YES ? YES : NO, decided: decided.length ? decided : undecided, undecided: [] };
}

/** Keep the parts that settle the whole; for an open one, those that keep it open. */
function joined(pick, parts) {
  const rank = pick(...parts.map((part) => part.rank));
  const telling = parts.filter((part) => part.rank === rank);
  const open = rank === UNKNOWN;
  return {
    rank,
    decided: once((open ? parts : telling).map((part) => part.decided)),
    undecided: open ? once(telling.map((part) => part.undecided)) : [],
  };
}

export const once = (lists) => [...new Set(lists.flat())];

/** The facts a tree reads, in the order of mention. */
export function namesIn([kind, ...parts]) {
  if (JOINTS.includes(kind)) return once(parts.map(namesIn));
  return SIGNS[kind] ? parts.flatMap((part) => [part].flat().slice(1)) : [parts[0]];
}

/** Refuse what this version does not know: a rule half understood would permit what it forbids. */
export function check(tree, names) {
  const [kind, ...parts] = tree;
  if (JOINTS.includes(kind)) return parts.forEach((part) => check(part, names));
  const kinds = SIGNS[kind] ? parts.filter(Array.isArray).map(([one]) => NUMBERS[one]) : [LEAVES[kind]];
  const known = !kinds.includes(undefined) && namesIn(tree).every((name) => names.has(name));
  if (!known) throw new TypeError(`no condition: ${tree}`);
}
