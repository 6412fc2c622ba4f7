// Bringing what was written to the clinic. What it says of each event is done, and nothing else.
import { cut } from "./bytes.js";
import { learn } from "./clock.js";
import { read, write } from "./database.js";
import { ASIDE_MS, forgetOld, noteAnswer, outward, pending, setAside } from "./outbox.js";
import { signature } from "./sealing.js";
import { ask } from "./talking.js";

const FORMAT = "lumbalis-couch-1";
const BATCH_BYTES = 300000;

/** @typedef {import("./index.js").Store} Store */

/**
 * One round: who is signed in, then everything of theirs, then what others left behind.
 * @param {Store} store
 * @returns {Promise<string>} the outcome
 */
export async function round(store) {
  const heard = await whoIsThere(store);
  const who = heard.outcome === "fine" ? heard.said : null;
  if (who) await takeNote(store, who, heard.askedAt);
  const limits = await store.limits();
  let outcome = heard.outcome;
  for (const device of await store.keyring.all()) {
    const told = who?.user === device.user ? await deliver(store, device, who) : await handInLate(store, device, heard.outcome, limits);
    if (told !== "fine") outcome = told;
  }
  if (who && outcome === "fine") await forgetOld(store.db, who.epoch, limits.keep_ms, who.server_ms);
  return outcome;
}

/** Ask who is signed in, and what is known of this tablet. @param {Store} store */
export function whoIsThere(store) {
  const own = store.keyring.device?.id ?? "";
  return ask(`${store.base}whoami?device=${own}`);
}

async function takeNote(store, who, askedAt) {
  await learn(store.db, who.server_ms, askedAt);
  await write(store.db, "meta", ({ meta }) => {
    meta.put(who.limits, "limits");
    meta.put(who.epoch, "epoch");
  });
  store.user = who.user;
  const own = store.keyring.device;
  if (own?.user !== who.user) return giveWay(store, who.user);
  if (who.device.revoked) await store.forgetReadable();
  else if (who.device.share) await store.keyring.keepShare(who.device.share, who.limits);
}

/** Turn to whoever signed in, if this tablet knows them and nobody else is writing. */
async function giveWay(store, user) {
  const theirs = (await store.keyring.all()).find((one) => one.user === user);
  if (!theirs || store.keyring.isOpen) return;
  await store.keyring.choose(theirs.id);
  const heard = await whoIsThere(store);
  if (heard.said?.device?.share) await store.keyring.keepShare(heard.said.device.share, heard.said.limits);
}

async function deliver(store, device, who) {
  const form = { form_token: who.form_token, csrfmiddlewaretoken: who.csrf, device: device.id };
  if (device.id === store.keyring.device?.id && !who.device.known) await enrolAgain(store, device, form);
  const send = (events) => ask(`${store.base}sync`, { form: { ...form, events: JSON.stringify(events) } });
  return inBatches(store, await pending(store.db, who.epoch, device.id), who.limits, send);
}

/** A clinic that went back to a backup may have forgotten the tablet. */
export function enrolAgain(store, device, form) {
  const { tablet, public: point } = device;
  return ask(`${store.base}enrol`, { form: { ...form, tablet, public: point } });
}

/** Send a tablet's events signed, when nobody can or will sign in for them. */
async function handInLate(store, device, outcome, limits) {
  const waiting = await pending(store.db, await epochOf(store), device.id);
  const unsent = waiting.filter((one) => one.sent === 0);
  if (!unsent.length || outcome === "offline") return "fine";
  const isOld = Date.now() - unsent[0].written > limits.late_after_ms;
  if (!isOld && outcome !== "not_here") return outcome === "fine" ? "others" : "fine";
  return inBatches(store, unsent, limits, async (events) =>
    ask(store.lateAddress, { body: JSON.stringify(await signed(store, device, events)) }),
  );
}

const epochOf = async (store) => (await read(store.db, "meta", "epoch")) ?? 1;

/** Write events so that the clinic knows which tablet they come from. */
export async function signed(store, device, events) {
  const payload = JSON.stringify({ format: FORMAT, clinic: store.clinic, device: device.id, made_at: Date.now(), events });
  return { payload: cut(payload), signature: await signature(device.signer, payload) };
}

async function inBatches(store, entries, limits, send) {
  const queue = batches(entries, limits.batch_events);
  let outcome = "fine";
  while (queue.length) {
    const batch = queue.shift();
    const heard = await send(batch.map(outward));
    if (heard.said?.acked) await noteAnswer(store.db, heard.said);
    await store.changed();
    if (heard.outcome === "unreadable") queue.unshift(...(await divided(store, batch)));
    else if (heard.outcome !== "fine") return heard.outcome;
    else if (heard.said.held.length) outcome = "held";
  }
  return outcome;
}

/** Halve a batch the clinic cannot read, down to the one event that spoils it. */
async function divided(store, batch) {
  if (batch.length === 1) {
    await setAside(store.db, batch[0].id, "unreadable", Date.now() + ASIDE_MS);
    return [];
  }
  const half = Math.ceil(batch.length / 2);
  return [batch.slice(0, half), batch.slice(half)];
}

function batches(entries, most) {
  const found = [];
  let bytes = BATCH_BYTES;
  for (const entry of entries) {
    if (bytes >= BATCH_BYTES || found.at(-1).length >= most) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1).push(entry);
    bytes += entry.sealed.length + entry.key.length;
  }
  return found;
}
