// Sealing on the tablet: AES-GCM for what is written, P-256 to close the key for the clinic,
// PBKDF2 and the clinic's share to wrap it under a PIN, and a signature that never leaves.
import { joined, pack, text, unpack, utf8, uuidBytes } from "./bytes.js";

const PURPOSE = "lumbalis couch escrow 1";
export const WRAPPED_FOR = "lumbalis couch pin 1";
export const CURVE = { namedCurve: "P-256" };
const KEY_BITS = 256;
export const IV_BYTES = 12;
export const subtle = () => crypto.subtle;
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));
export const aes = (iv, bound) => ({ name: "AES-GCM", iv, additionalData: bound });

/** @typedef {{id: string, public: string}} Escrow  the clinic's public key and its number */
/** @typedef {{key: CryptoKey, key_id: string, envelope: string}} Sealer */
/** @typedef {{salt: string, iv: string, key: string, iterations: number}} Wrapped */

/** Make a key to write with, closed for the clinic. @param {Escrow} escrow */
export async function newSealer(escrow) {
  const raw = random(KEY_BITS / 8);
  return { raw, sealer: { key: await contentKey(raw), key_id: escrow.id, envelope: await closed(raw, escrow) } };
}

/** Take a raw key into the browser, which never gives it out again. @param {Uint8Array} raw */
export const contentKey = (raw) => subtle().importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

/** Close a key so that only the clinic can open it. @param {Uint8Array} raw @param {Escrow} escrow */
async function closed(raw, escrow) {
  const theirs = await subtle().importKey("raw", unpack(escrow.public), { name: "ECDH", ...CURVE }, false, []);
  const once = await subtle().generateKey({ name: "ECDH", ...CURVE }, false, ["deriveBits"]);
  const shared = await subtle().deriveBits({ name: "ECDH", public: theirs }, once.privateKey, KEY_BITS);
  const key = await hkdf(new Uint8Array(shared), new Uint8Array(), PURPOSE);
  const iv = random(IV_BYTES);
  const sealed = await subtle().encrypt(aes(iv, uuidBytes(escrow.id)), key, raw);
  const point = await subtle().exportKey("raw", once.publicKey);
  return pack(joined(new Uint8Array(point), iv, new Uint8Array(sealed)));
}

async function hkdf(secret, salt, purpose) {
  const base = await subtle().importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: utf8(purpose) };
  return subtle().deriveKey(how, base, { name: "AES-GCM", length: KEY_BITS }, false, ["encrypt", "decrypt"]);
}

export async function wrappingKey(pin, share, salt, iterations) {
  const base = await subtle().importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const stretched = new Uint8Array(await subtle().deriveBits(how, base, KEY_BITS));
  return hkdf(joined(stretched, unpack(share)), salt, WRAPPED_FOR);
}

/** Unwrap it again; null if the PIN or the share is wrong. @param {Wrapped} kept */
export async function unwrapped(kept, pin, share) {
  const key = await wrappingKey(pin, share, unpack(kept.salt), kept.iterations);
  try {
    const raw = await subtle().decrypt(aes(unpack(kept.iv), utf8(WRAPPED_FOR)), key, unpack(kept.key));
    return await contentKey(new Uint8Array(raw));
  } catch {
    return null;
  }
}

/** Seal a value, bound to what stands beside it in the clear. @param {Sealer} sealer */
export async function sealed(sealer, bound, value) {
  const iv = random(IV_BYTES);
  const shut = await subtle().encrypt(aes(iv, utf8(bound)), sealer.key, utf8(JSON.stringify(value)));
  return { key_id: sealer.key_id, key: sealer.envelope, iv: pack(iv), sealed: pack(shut) };
}

/** Open what `sealed` made; null if it was sealed by another key. */
export async function opened(key, bound, kept) {
  try {
    const raw = await subtle().decrypt(aes(unpack(kept.iv), utf8(bound)), key, unpack(kept.sealed));
    return JSON.parse(text(raw));
  } catch {
    return null;
  }
}

/** @param {CryptoKey} signer @param {string} said */
export async function signature(signer, said) {
  return pack(await subtle().sign({ name: "ECDSA", hash: "SHA-256" }, signer, utf8(said)));
}
