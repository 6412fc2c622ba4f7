// The tablet's own database. Every write asks the disk before it counts as written.

/** What each version adds; a step is never changed once it was released. */
export const STEPS = [
  (db) => {
    db.createObjectStore("meta");
    db.createObjectStore("devices", { keyPath: "id" });
    const outbox = db.createObjectStore("outbox", { keyPath: "id" });
    outbox.createIndex("place", ["device", "seq"], { unique: true });
    outbox.createIndex("sent", ["sent", "device", "seq"]);
    outbox.createIndex("state", "state");
    outbox.createIndex("acked", "acked");
  },
  (db) => db.createObjectStore("kept"),
];

export const nameOf = (clinic) => `lumbalis-couch-${clinic}`;

/** Wait for a request. @param {IDBRequest} request */
export const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Open the database and bring it up to date; one written by a newer version is used as it is.
 * @param {string} clinic
 * @param {number} version
 * @returns {Promise<IDBDatabase>}
 */
export async function open(clinic, version = STEPS.length) {
  try {
    return await opening(indexedDB.open(nameOf(clinic), version));
  } catch (error) {
    if (error.name !== "VersionError") throw error;
    return opening(indexedDB.open(nameOf(clinic)));
  }
}

async function opening(request) {
  request.onupgradeneeded = ({ oldVersion, newVersion }) => {
    for (const step of STEPS.slice(oldVersion, newVersion)) step(request.result, request.transaction);
  };
  const db = await done(request);
  db.onversionchange = () => db.close();
  return db;
}

/**
 * Do something in one transaction; resolves once it is on the disk.
 * @template T
 * @param {IDBDatabase} db
 * @param {string | string[]} names
 * @param {(stores: Record<string, IDBObjectStore>, tx: IDBTransaction) => T | Promise<T>} act
 * @returns {Promise<T>}
 */
export function write(db, names, act) {
  const tx = db.transaction(names, "readwrite", { durability: "strict" });
  const stores = Object.fromEntries([names].flat().map((name) => [name, tx.objectStore(name)]));
  return new Promise((resolve, reject) => {
    let result;
    tx.oncomplete = () => resolve(result);
    tx.onabort = () => reject(tx.error ?? new DOMException("The transaction was undone.", "AbortError"));
    Promise.resolve(act(stores, tx)).then(
      (found) => (result = found),
      (error) => {
        reject(error);
        quietly(() => tx.abort());
      },
    );
  });
}

function quietly(act) {
  try {
    act();
  } catch {
    // it was over already
  }
}

/** Read one value. @param {IDBDatabase} db */
export const read = (db, name, key) => done(db.transaction(name).objectStore(name).get(key));

/** Read all values of a store or of an index, in its order. */
export function readAll(db, name, { index = "", range = null, most = undefined } = {}) {
  const store = db.transaction(name).objectStore(name);
  return done((index ? store.index(index) : store).getAll(range, most));
}
