/**
 * A run on this tablet: what was touched, written down first and shown after; found again after a
 * reload, a crash or a night.
 * @module
 */
import { Run } from "../run/machine.js";

const NAME = "run";

/** @typedef {{id: string, device: string, seq: number, at: number, kind: string, body: object}} Entry */

export class Live extends EventTarget {
  /**
   * @param {import("../store/index.js").Store} store
   * @param {{id: string, person: object, pack: string, offset: number, lease: number, entries: Entry[]}} kept
   */
  constructor(store, kept, rules) {
    super();
    Object.assign(this, { store, rules, ...kept });
    this.turn = Promise.resolve();
    /** The same moment on both sides of a session: the clinic's clock as this tablet knew it. */
    this.now = () => Date.now() + this.offset;
  }

  /** Begin a run for somebody. */
  static async begin(store, { person, pack }, rules) {
    const { offset } = await store.clock();
    const kept = { id: crypto.randomUUID(), person, pack, offset, lease: 0, entries: [] };
    const live = new Live(store, kept, rules);
    await live.note("run.opened");
    return live;
  }

  /** Find every run of this tablet that is not over. @returns {Promise<Live[]>} */
  static async under_way(store, rules) {
    const known = (await store.kept(`${NAME}s`)) ?? [];
    const found = await Promise.all(known.map((id) => store.kept(`${NAME} ${id}`)));
    return found.filter(Boolean).map((kept) => new Live(store, kept, rules));
  }

  get session() {
    return this.person.steps;
  }

  get shown() {
    return this.person.shown;
  }

  get run() {
    return new Run(this.session, this.entries, this.rules);
  }

  has(kind) {
    return this.entries.some((entry) => entry.kind === kind);
  }

  /** Do what a touch means. One touch after the other, so that a double one means one. */
  touch(name, ...given) {
    return this.#after(async () => this.#write(this.run[name](...given)));
  }

  /** Write one event down. */
  note(kind, body = {}) {
    return this.#after(() => this.#write([{ kind, body }]));
  }

  /** Let time do what it does by itself. @returns {Promise<string[]>} the kinds of what it did */
  passed() {
    return this.#after(async () => {
      const done = [];
      for (let wishes; (wishes = this.run.passed(this.now())).length; ) {
        await this.#write(wishes);
        done.push(...wishes.map(({ kind }) => kind));
      }
      return done;
    });
  }

  #after(act) {
    const done = this.turn.then(act);
    this.turn = done.catch(() => {});
    return done;
  }

  async #write(wishes) {
    for (const { kind, body, at } of wishes) {
      const when = at === undefined ? {} : { at: at - this.offset };
      const told = { kind, run: this.id, body, about: this.#about(), pack: this.pack, ...when };
      const written = await this.store.append(told);
      this.entries.push({ ...written, at: written.at + this.offset, kind, body });
    }
    if (!wishes.length) return;
    await this.#keep();
    this.dispatchEvent(new Event("change"));
  }

  /** Take what the clinic knows newly about the same planned session. */
  renew(person) {
    return this.#after(async () => {
      this.person = person;
      await this.#keep();
    });
  }

  /** Give the session in one of its milder forms. */
  lighten({ steps, shown }) {
    if (steps.level === this.person.steps.level) return undefined;
    const person = { ...this.person, steps: { ...steps, lowered: true }, shown: { ...this.person.shown, steps: shown } };
    return this.renew(person);
  }

  #about() {
    const { patient, course, plan, session } = this.person;
    return { patient, course, plan, session, lease: this.lease };
  }

  async #keep() {
    const { id, person, pack, offset, lease, entries } = this;
    await this.store.keep(`${NAME} ${id}`, { id, person, pack, offset, lease, entries });
    const known = new Set((await this.store.kept(`${NAME}s`)) ?? []);
    if (known.has(id) === !this.isOver) return;
    if (this.isOver) known.delete(id);
    else known.add(id);
    await this.store.keep(`${NAME}s`, [...known]);
  }

  /** Signed, or never begun and left. */
  get isOver() {
    return this.has("run.finished") || this.left === true;
  }

  /** Leave a run in which nobody was touched. */
  async leave() {
    this.left = true;
    await this.#keep();
  }
}
