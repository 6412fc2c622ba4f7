// The tablet's clock against the clinic's. A clock that went back proves nothing any more.
import { done, read, write } from "./database.js";

/** @typedef {"good" | "unknown" | "trouble" | "wrong" | "jumped"} ClockState */

const page = { wall: Date.now(), steady: performance.now() };

/** How far the wall clock went back against the steady one; sleep stops the steady one alone. */
const back = () => performance.now() - page.steady - (Date.now() - page.wall);

/**
 * Learn from an answer how the clocks differ; half of its way there is reckoned with.
 * @param {IDBDatabase} db @param {number} serverMs @param {number} askedAt
 */
export async function learn(db, serverMs, askedAt) {
  const now = Date.now();
  const offset = Math.round(serverMs - (askedAt + now) / 2);
  Object.assign(page, { wall: now, steady: performance.now() });
  await write(db, "meta", ({ meta }) => meta.put({ offset, contact: now, highest: now }, "clock"));
  return offset;
}

/** Note the latest moment this tablet has seen, inside the transaction of what happened then. */
export async function noteMoment(meta, now) {
  const known = (await done(meta.get("clock"))) ?? { offset: 0, contact: 0, highest: 0 };
  if (now > known.highest) meta.put({ ...known, highest: now }, "clock");
  return known.offset;
}

/**
 * Judge the clock. Only `good` and `trouble` allow a start.
 * @param {IDBDatabase} db @param {{clock_trouble_ms: number, clock_wrong_ms: number}} limits
 * @returns {Promise<{state: ClockState, offset: number, mayStart: boolean}>}
 */
export async function judge(db, limits) {
  const known = await read(db, "meta", "clock");
  const state = known?.contact ? stateOf(known, limits) : "unknown";
  return { state, offset: known?.offset ?? 0, mayStart: state === "good" || state === "trouble" };
}

function stateOf(known, limits) {
  if (Math.max(known.highest - Date.now(), back()) > limits.clock_trouble_ms) return "jumped";
  if (Math.abs(known.offset) > limits.clock_wrong_ms) return "wrong";
  return Math.abs(known.offset) > limits.clock_trouble_ms ? "trouble" : "good";
}
