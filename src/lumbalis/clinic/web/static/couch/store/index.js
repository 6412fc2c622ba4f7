// The store of a tablet: what is written at the couch, and where it is.
import { judge } from "./clock.js";
import { open, read, write } from "./database.js";
import { Keyring } from "./keyring.js";
import { append, counted, makeRoom, NotSavedError } from "./outbox.js";
import { round, whoIsThere } from "./sync.js";
import { ask } from "./talking.js";

const USUAL = { sync_every_ms: 15000 };
const SOON_MS = 50;

/**
 * What became of the last round, and what still lies here. `unsaved` lies nowhere but in memory.
 * @typedef {{outcome: string, at: number, unsent: number, since: number, rejected: number, unsaved: number, writer: boolean}} State
 */

export class Store extends EventTarget {
  /** @param {IDBDatabase} db @param {{clinic: string, base: string, lateAddress?: string}} where */
  constructor(db, { clinic, base, lateAddress = "/couch/late" }) {
    super();
    Object.assign(this, { db, clinic, base, lateAddress, keyring: new Keyring(db), unsaved: [] });
    /** @type {State} */
    this.state = { outcome: "never", at: 0, unsent: 0, since: 0, rejected: 0, unsaved: 0, writer: false };
    /** Whoever was signed in when the clinic was last asked. */
    this.user = "";
    this.turn = Promise.resolve();
    this.release = null;
    this.timer = 0;
    this.soon = 0;
  }

  /**
   * Write an event down: one after the other, each on the disk before the next.
   * @param {{kind: string, run: string, body?: object, about?: object, pack?: string}} event
   */
  append(event) {
    if (!this.state.writer) return Promise.reject(new DOMException("Another tab writes.", "NoModificationAllowedError"));
    const written = this.turn.then(() => this.#appendNow(event));
    this.turn = written.then(() => this.changed(), () => this.changed());
    return written;
  }

  async #appendNow(event) {
    try {
      return await append(this.db, this.keyring, event);
    } catch (error) {
      if (error instanceof NotSavedError) this.unsaved.push(error.cause);
      throw error;
    } finally {
      this.hurry();
    }
  }

  /** Become the tab that writes; with `over`, from another one. @returns {Promise<boolean>} */
  becomeWriter({ over = false } = {}) {
    if (this.state.writer) return Promise.resolve(true);
    return new Promise((resolve) => {
      const how = over ? { steal: true } : { ifAvailable: true };
      const held = navigator.locks.request(`lumbalis-couch-${this.clinic}`, how, (lock) => {
        this.#set({ writer: lock !== null });
        resolve(lock !== null);
        return lock && new Promise((release) => (this.release = release));
      });
      held.catch(() => this.#set({ writer: false }));
    });
  }

  async unlock(pin) {
    return this.keyring.unlock(pin, await this.limits());
  }

  /** What a sign-out does: nothing can be read here any more, and nothing unsent is lost. */
  async signOut() {
    await this.keyring.signOut();
    await this.changed();
  }

  /** A revoked tablet forgets what it could read; what it still has to hand in stays. */
  async forgetReadable() {
    await this.keyring.destroy();
    await write(this.db, "kept", ({ kept }) => kept.clear());
  }

  async limits() {
    return { ...USUAL, ...(await read(this.db, "meta", "limits")) };
  }

  async clock() {
    return judge(this.db, await this.limits());
  }

  /** Keep something sealed under a name, such as the state of a run. */
  async keep(name, value) {
    const shut = await this.keyring.seal(name, value);
    await write(this.db, "kept", ({ kept }) => kept.put(shut, name));
  }

  /** Give what was kept; null if there is nothing, or while this tablet is locked. */
  async kept(name) {
    return this.keyring.unseal(name, await read(this.db, "kept", name));
  }

  /** Fetch today's pack and keep it. @returns {Promise<string>} the outcome */
  async fetchPack() {
    const heard = await ask(`${this.base}pack`);
    if (heard.outcome === "fine") await this.keep("pack", heard.said);
    return heard.outcome;
  }

  /** Give the pack and whether one may start from it; after its horizon it is gone. */
  async pack() {
    const found = await this.kept("pack");
    const { offset } = await this.clock();
    const now = Date.now() + offset;
    if (found && now > found.drop_after) await write(this.db, "kept", ({ kept }) => kept.delete("pack"));
    return found && now <= found.drop_after ? { pack: found, current: now <= found.valid_until } : null;
  }

  /** Ask for, prolong or give back the lease of a session; null where the clinic is out of reach. */
  async lease(course, session, how = {}) {
    const who = await whoIsThere(this);
    if (who.outcome !== "fine") return null;
    const form = { form_token: who.said.form_token, csrfmiddlewaretoken: who.said.csrf, device: this.keyring.device.id };
    const heard = await ask(`${this.base}lease`, { form: { ...form, course, session: String(session), ...how } });
    return heard.said;
  }

  /** Send now. Rounds never overlap; whoever asks meanwhile gets the one under way. */
  sync() {
    this.going ??= this.#sync().finally(() => (this.going = null));
    return this.going;
  }

  async #sync() {
    if (!this.state.writer) return "not_writer";
    await this.#saveLate();
    const outcome = await round(this).catch(() => "trouble");
    this.#set({ outcome, at: Date.now() });
    await this.changed();
    return outcome;
  }

  /** What found no room before may find some now. */
  async #saveLate() {
    if (this.unsaved.length) await makeRoom(this.db).catch(() => {});
    while (this.unsaved.length) {
      const entry = this.unsaved[0];
      const saved = await write(this.db, "outbox", ({ outbox }) => outbox.put(entry)).then(() => true, () => false);
      if (!saved) return;
      this.unsaved.shift();
    }
  }

  /** Send at once after something was written, and every so often; `online` is only a hint. */
  start() {
    this.running = true;
    addEventListener("online", this.hurry);
    this.hurry();
  }

  /** Send soon; asking again meanwhile puts nothing off. */
  hurry = () => {
    if (!this.running) return;
    this.again = this.soon !== 0;
    this.soon ||= setTimeout(() => this.#beat(), SOON_MS);
  };

  async #beat() {
    clearTimeout(this.timer);
    await this.sync();
    const { sync_every_ms: wait } = await this.limits();
    this.soon = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.hurry, wait);
    if (this.again) this.hurry();
  }

  stop() {
    this.running = false;
    clearTimeout(this.timer);
    clearTimeout(this.soon);
    removeEventListener("online", this.hurry);
    this.release?.();
  }

  /** Count anew what lies here, and tell whoever listens. */
  async changed() {
    this.#set({ ...(await counted(this.db)), unsaved: this.unsaved.length });
  }

  #set(fields) {
    Object.assign(this.state, fields);
    this.dispatchEvent(new CustomEvent("change", { detail: { ...this.state } }));
  }
}

/**
 * Open the store of a clinic on this tablet.
 * @param {{clinic: string, base: string, lateAddress?: string}} where  base ends in /couch/
 */
export async function openStore(where) {
  const store = new Store(await open(where.clinic), where);
  await store.keyring.load();
  await store.becomeWriter();
  await store.changed();
  return store;
}
