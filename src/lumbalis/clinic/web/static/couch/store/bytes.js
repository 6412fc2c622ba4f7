// Bytes as text and back, and the clinic's way to write base64: for addresses, without its tail.

const STEP = 8192;

/** @param {string} text @returns {Uint8Array} */
export const utf8 = (text) => new TextEncoder().encode(text);

/** @param {ArrayBuffer | Uint8Array} raw @returns {string} */
export const text = (raw) => new TextDecoder().decode(raw);

/** @param {ArrayBuffer | Uint8Array} raw @returns {string} */
export function pack(raw) {
  const bytes = raw instanceof Uint8Array ? raw : new Uint8Array(raw);
  let binary = "";
  for (let at = 0; at < bytes.length; at += STEP) binary += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} packed @returns {Uint8Array} */
export function unpack(packed) {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (one) => one.charCodeAt(0));
}

/** Cut a long text: the clinic reads none longer than it expects of a person. */
export const cut = (long) => long.match(/[^]{1,32000}/g) ?? [];

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

/** @param {string} uuid @returns {Uint8Array} its sixteen bytes */
export const uuidBytes = (uuid) => Uint8Array.from(uuid.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
