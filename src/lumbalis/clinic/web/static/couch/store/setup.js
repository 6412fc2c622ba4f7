// Setting a tablet up, and its last resort: what is needed once, and not at the couch.
import { pack, utf8 } from "./bytes.js";
import { read, readAll, write } from "./database.js";
import { outward } from "./outbox.js";
import { aes, CURVE, IV_BYTES, newSealer, random, subtle, WRAPPED_FOR, wrappingKey } from "./sealing.js";
import { enrolAgain, signed, whoIsThere } from "./sync.js";

const SALT_BYTES = 16;

/** @typedef {import("./index.js").Store} Store */

/**
 * Set this tablet up for whoever is signed in.
 * @param {Store} store @param {string} pin @param {string} label
 * @returns {Promise<string>} the outcome
 */
export async function enrol(store, pin, label = "") {
  const heard = await whoIsThere(store);
  if (heard.outcome !== "fine") return heard.outcome;
  const who = heard.said;
  if (pin.length < who.limits.pin_digits) return "short";
  await navigator.storage?.persist?.();
  const drawn = await drawUp(store.db, who);
  const form = { form_token: who.form_token, csrfmiddlewaretoken: who.csrf, device: drawn.id, label };
  const answer = await enrolAgain(store, drawn, form);
  if (answer.outcome !== "fine") return answer.outcome;
  await keep(store, drawn, answer.said.share, pin, who.limits);
  await store.changed();
  return "fine";
}

/** Draw up what the clinic has to know of a tablet; the signature's private half never leaves. */
async function drawUp(db, { user, escrow }) {
  const tablet = (await read(db, "meta", "tablet")) ?? crypto.randomUUID();
  const pair = await subtle().generateKey({ name: "ECDSA", ...CURVE }, false, ["sign", "verify"]);
  const point = pack(await subtle().exportKey("raw", pair.publicKey));
  return { id: crypto.randomUUID(), tablet, user, escrow, signer: pair.privateKey, public: point };
}

/** Keep an enrolment the clinic knows of, under a PIN, and open it. */
async function keep(store, drawn, share, pin, limits) {
  const { raw, sealer } = await newSealer(drawn.escrow);
  const shut = await wrapped(raw, pin, share, limits.pin_iterations);
  const until = Date.now() + limits.pack_age_ms;
  const device = { ...drawn, envelope: sealer.envelope, wrapped: shut, share: { value: share, until }, tries: 0 };
  await write(store.db, ["devices", "meta"], ({ devices, meta }) => {
    devices.put(device);
    for (const [key, value] of Object.entries({ tablet: drawn.tablet, device: drawn.id, limits })) meta.put(value, key);
  });
  Object.assign(store.keyring, { device, open: sealer });
}

/** Wrap a key under a PIN and the clinic's share. @returns {Promise<import("./sealing.js").Wrapped>} */
async function wrapped(raw, pin, share, iterations) {
  const salt = random(SALT_BYTES);
  const iv = random(IV_BYTES);
  const key = await wrappingKey(pin, share, salt, iterations);
  const shut = await subtle().encrypt(aes(iv, utf8(WRAPPED_FOR)), key, raw);
  return { salt: pack(salt), iv: pack(iv), key: pack(shut), iterations };
}

/**
 * Give files of everything the clinic has not acknowledged, one for each enrolment.
 * @param {Store} store @returns {Promise<{name: string, text: string}[]>}
 */
export async function files(store) {
  const entries = (await readAll(store.db, "outbox")).filter((one) => one.sent === 0);
  const found = [];
  for (const device of await store.keyring.all()) {
    const events = [...entries, ...store.unsaved].filter((one) => one.device === device.id).map(outward);
    const name = `lumbalis-${store.clinic}-${device.id.slice(0, 8)}-${Date.now()}.json`;
    if (events.length) found.push({ name, text: JSON.stringify(await signed(store, device, events)) });
  }
  return found;
}
