// Who writes on this tablet, and the key they write with. A lock never keeps anybody from writing:
// what is written while it is shut is closed for the clinic by a key for once.
import { read, readAll, write } from "./database.js";
import { newSealer, opened, sealed, unwrapped } from "./sealing.js";

/**
 * @typedef {object} Device
 * @property {string} id
 * @property {string} tablet
 * @property {string} user
 * @property {string} public
 * @property {CryptoKey} signer
 * @property {{id: string, public: string}} escrow
 * @property {string} envelope
 * @property {import("./sealing.js").Wrapped | null} wrapped
 * @property {{value: string, until: number} | null} share
 * @property {number} tries
 */

export class Keyring {
  /** @param {IDBDatabase} db */
  constructor(db) {
    this.db = db;
    /** @type {Device | null} */
    this.device = null;
    /** @type {import("./sealing.js").Sealer | null} */
    this.open = null;
    this.once = null;
  }

  get isOpen() {
    return this.open !== null;
  }

  /** Take up the enrolment that was used last. */
  async load() {
    const last = await read(this.db, "meta", "device");
    this.device = (last && (await read(this.db, "devices", last))) ?? null;
  }

  /** Give everybody's enrolments on this tablet. @returns {Promise<Device[]>} */
  all() {
    return readAll(this.db, "devices");
  }

  /** Choose somebody's enrolment; it is locked until their PIN. */
  async choose(id) {
    await write(this.db, "meta", ({ meta }) => meta.put(id, "device"));
    this.lock();
    await this.load();
  }

  /**
   * Open with a PIN. A try counts before it is judged, so that none is free; the last destroys
   * the key, and what was written stays readable for the clinic.
   * @returns {Promise<"open" | "wrong" | "destroyed" | "needs_contact" | "none">}
   */
  async unlock(pin, limits) {
    await this.load();
    const device = this.device;
    if (!device?.wrapped) return device ? "destroyed" : "none";
    if (!device.share || device.share.until < Date.now()) return "needs_contact";
    await this.#change({ tries: device.tries + 1 });
    const key = await unwrapped(device.wrapped, pin, device.share.value);
    if (key) {
      this.open = { key, key_id: device.escrow.id, envelope: device.envelope };
      await this.#change({ tries: 0 });
      return "open";
    }
    if (this.device.tries < limits.pin_tries) return "wrong";
    await this.destroy();
    return "destroyed";
  }

  lock() {
    this.open = null;
    this.once = null;
  }

  /** Keep the clinic's share for as long as a pack is good. */
  keepShare(value, limits) {
    return this.#change({ share: { value, until: Date.now() + limits.pack_age_ms } });
  }

  /** After a sign-out the PIN alone opens nothing; what was written stays. */
  async signOut() {
    this.lock();
    if (this.device) await this.#change({ share: null });
  }

  /** Make everything sealed here unreadable for this tablet; the clinic still reads it. */
  async destroy() {
    this.lock();
    if (this.device) await this.#change({ wrapped: null, share: null });
  }

  /** Give what to write with, locked or not. @returns {Promise<import("./sealing.js").Sealer>} */
  async sealer() {
    if (this.open) return this.open;
    this.once ??= (await newSealer(this.device.escrow)).sealer;
    return this.once;
  }

  /** Seal something for this tablet itself. */
  async seal(name, value) {
    return sealed(await this.sealer(), name, value);
  }

  /** Open something this tablet sealed; null while it is locked. */
  async unseal(name, kept) {
    const keys = [this.open, this.once].filter(Boolean);
    for (const { key } of keys) {
      const found = kept && (await opened(key, name, kept));
      if (found !== null && found !== undefined) return found;
    }
    return null;
  }

  #change(fields) {
    this.device = { ...this.device, ...fields };
    return write(this.db, "devices", ({ devices }) => devices.put(this.device));
  }
}
