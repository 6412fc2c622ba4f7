// What was written here, until the clinic has it, and a while longer: a clinic that restores a
// backup asks for it again. Nothing leaves this list that the clinic has not acknowledged.
import { cut } from "./bytes.js";
import { noteMoment } from "./clock.js";
import { done, read, readAll, write } from "./database.js";
import { sealed } from "./sealing.js";

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} device
 * @property {number} seq
 * @property {string} key_id
 * @property {string} key
 * @property {string} iv
 * @property {string} sealed
 * @property {number} sent  the epoch in which the clinic acknowledged it last; 0 is never
 * @property {number} [acked]  when, by the clinic's clock
 * @property {string} state  waiting, sent, rejected or stuck
 * @property {string} why
 * @property {number} written
 * @property {number} after  not to be sent before
 */

export const boundOf = ({ id, device, seq }) => `${id}|${device}|${seq}`;
export const ASIDE_MS = 3600000;
const never = () => IDBKeyRange.bound([0], [0, []]);

/** An event could be kept nowhere: not on this tablet, and not yet in the clinic. */
export class NotSavedError extends Error {}

/**
 * Write an event down; resolves once it is on the disk.
 * @param {IDBDatabase} db
 * @param {import("./keyring.js").Keyring} keyring
 * @param {{kind: string, run: string, body?: object, about?: object, pack?: string, at?: number}} event  `at` is when it happened, where that was before now
 * @returns {Promise<{id: string, device: string, seq: number, at: number}>}
 */
export async function append(db, keyring, event) {
  const outside = { id: crypto.randomUUID(), device: keyring.device.id, seq: await nextSeq(db, keyring.device.id) };
  const written = Date.now();
  const at = event.at ?? written;
  const clock = await clockOf(db);
  const whole = { ...outside, run: event.run, kind: event.kind, at, ...clock, body: event.body ?? {}, about: event.about ?? {}, pack: event.pack ?? "" };
  const shut = await sealed(await keyring.sealer(), boundOf(outside), whole);
  const entry = { ...outside, ...shut, sent: 0, state: "waiting", why: "", written, after: 0 };
  await keepWithRoom(db, entry, written);
  return { ...outside, at };
}

async function clockOf(db) {
  const { offset = 0, contact = 0 } = (await read(db, "meta", "clock")) ?? {};
  return { offset_ms: offset, contact_ms: contact };
}

/** Give the next place in the tablet's order; it is taken only when the entry is written. */
async function nextSeq(db, device) {
  const { last, highest } = await new Promise((resolve, reject) => {
    const tx = db.transaction(["outbox", "meta"]);
    const found = { last: -1, highest: -1 };
    const range = IDBKeyRange.bound([device], [device, []]);
    const cursor = tx.objectStore("outbox").index("place").openKeyCursor(range, "prev");
    cursor.onsuccess = () => (found.last = cursor.result?.key[1] ?? -1);
    const kept = tx.objectStore("meta").get(`seq ${device}`);
    kept.onsuccess = () => (found.highest = kept.result ?? -1);
    tx.oncomplete = () => resolve(found);
    tx.onerror = () => reject(tx.error);
  });
  return Math.max(last, highest) + 1;
}

/** Write an entry; where there is no room, first forget what the clinic has and can do without. */
async function keepWithRoom(db, entry, at) {
  try {
    await keep(db, entry, at);
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    await makeRoom(db);
    await keep(db, entry, at).catch((again) => {
      throw new NotSavedError(again.name, { cause: entry });
    });
  }
}

function keep(db, entry, at) {
  return write(db, ["outbox", "meta"], async ({ outbox, meta }) => {
    outbox.add(entry);
    meta.put(entry.seq, `seq ${entry.device}`);
    await noteMoment(meta, at);
  });
}

/** Forget copies of what was acknowledged, and what can be fetched again; never anything unsent. */
export function makeRoom(db) {
  return write(db, ["outbox", "kept"], async ({ outbox, kept }) => {
    for (const entry of await done(outbox.getAll())) if (entry.state === "sent") outbox.delete(entry.id);
    kept.delete("pack");
  });
}

/** Count what the clinic has never acknowledged, since when, and what it has in another form. */
export async function counted(db) {
  const outbox = db.transaction("outbox").objectStore("outbox");
  const [unsent, first, rejected] = await Promise.all([
    done(outbox.index("sent").count(never())),
    done(outbox.index("sent").get(never())),
    done(outbox.index("state").count("rejected")),
  ]);
  return { unsent, rejected, since: first?.written ?? 0 };
}

/**
 * Give what the clinic of this epoch does not have, what was never sent first.
 * @param {IDBDatabase} db @param {number} epoch @param {string} device
 * @returns {Promise<Entry[]>}
 */
export async function pending(db, epoch, device, now = Date.now()) {
  const ranges = [IDBKeyRange.upperBound([epoch], true), IDBKeyRange.lowerBound([epoch, []], true)];
  const parts = [];
  for (const range of ranges) parts.push(await readAll(db, "outbox", { index: "sent", range }));
  return parts.flat().filter((one) => one.device === device && isDue(one, now) && one.state !== "rejected");
}

/** A clock that went back must not keep an event waiting for years. */
const isDue = ({ after }, now) => after <= now || after - now > ASIDE_MS;

/** Give an event as the clinic takes it. @param {Entry} entry */
export const outward = ({ id, device, seq, key_id, key, iv, sealed: shut }) => ({ id, device, seq, key_id, key, iv, sealed: cut(shut) });

/**
 * Note what the clinic answered; an event it said nothing of stays as it is.
 * @param {IDBDatabase} db
 * @param {{acked?: string[], rejected?: {id: string, why: string}[], held?: {id: string, why: string}[], forget?: string[], epoch: number, server_ms: number}} answer
 */
export function noteAnswer(db, answer) {
  const gone = new Set(answer.forget ?? []);
  return write(db, "outbox", async ({ outbox }) => {
    for (const id of answer.acked ?? []) await change(outbox, id, (one) => acknowledged(one, answer), gone.has(id));
    for (const { id, why } of answer.rejected ?? []) {
      await change(outbox, id, (one) => ({ ...one, state: "rejected", why, sent: answer.epoch }), gone.has(id));
    }
    for (const { id, why } of answer.held ?? []) await change(outbox, id, (one) => ({ ...one, why }), false);
  });
}

const acknowledged = (one, { epoch, server_ms }) => ({ ...one, state: "sent", why: "", sent: epoch, acked: server_ms });

async function change(outbox, id, turned, forget) {
  const entry = await done(outbox.get(id));
  if (!entry) return;
  if (forget) outbox.delete(id);
  else outbox.put(turned(entry));
}

/** Let one event wait that the clinic cannot even read, so that it stops no other. */
export function setAside(db, id, why, after) {
  return write(db, "outbox", ({ outbox }) => change(outbox, id, (one) => ({ ...one, state: "stuck", why, after }), false));
}

/** Forget what was acknowledged, for the last time, long enough ago by the clinic's clock. */
export async function forgetOld(db, epoch, keepMs, now) {
  const found = await readAll(db, "outbox", { index: "acked", range: IDBKeyRange.upperBound(now - keepMs) });
  const old = found.filter((one) => one.state === "sent" && one.sent === epoch);
  if (old.length) await write(db, "outbox", ({ outbox }) => old.forEach((one) => outbox.delete(one.id)));
}
