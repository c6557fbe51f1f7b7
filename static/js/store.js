// What this phone keeps between two visits, each thing sealed with a key that the phone itself cannot read out.
const SHELVES = ["outbox", "drafts", "pages", "notes"];
const PATIENCE = 5000; // milliseconds; a store that stays silent has failed too

/** Nothing could be kept or read; the message is the name of what the browser said. */
export class StorageFailed extends Error {
  constructor(cause) {
    super(cause?.name ?? "StorageFailed", { cause });
  }
}

const open = () =>
  new Promise((done, fail) => {
    const asked = indexedDB.open("peil", 1);
    asked.onupgradeneeded = () => ["keys", ...SHELVES].forEach((shelf) => asked.result.createObjectStore(shelf));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
    asked.onblocked = () => fail(new DOMException("another tab holds the store", "BlockedError"));
    setTimeout(() => fail(new DOMException("the store does not answer", "TimeoutError")), PATIENCE);
  });

/** One step in the store, written for good before it counts as done. Raises StorageFailed. */
const deal = async (shelf, mode, act) => {
  let base;
  try {
    base = await open();
    return await new Promise((done, fail) => {
      const transaction = base.transaction(shelf, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(shelf));
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = () => fail(transaction.error);
    });
  } catch (cause) {
    throw new StorageFailed(cause);
  } finally {
    base?.close();
  }
};

const keptKey = () => deal("keys", "readonly", (shelf) => shelf.get("phone"));

const key = async () => {
  const kept = await keptKey();
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await deal("keys", "readwrite", (shelf) => shelf.add(made, "phone")).catch(() => {}); // Another tab was first.
  return keptKey();
};

/** A record opens only on the shelf, under the name and for the owner it was sealed for. */
const settings = ({ iv, shelf, id, owner }) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(JSON.stringify([shelf, id, owner])),
});

const seal = async (content, place) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return { iv, sealed: await crypto.subtle.encrypt(settings({ iv, ...place }), await key(), bytes) };
};

/** `content` is undefined when the record cannot be opened any more. */
const unseal = async (shelf, { id, owner, iv, sealed }) => {
  try {
    const bytes = await crypto.subtle.decrypt(settings({ iv, shelf, id, owner }), await key(), sealed);
    return { id, owner, content: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return { id, owner, content: undefined };
  }
};

/** Keep `content` (plain JSON) for `owner`, in the place of what had this name. Raises StorageFailed. */
export const keep = async (shelf, id, { owner, content }) => {
  let record;
  try {
    record = { id, owner, ...(await seal(content, { shelf, id, owner })) };
  } catch (cause) {
    throw cause instanceof StorageFailed ? cause : new StorageFailed(cause);
  }
  await deal(shelf, "readwrite", (place) => place.put(record, id));
};

/** What is kept under this name: { id, owner, content }; undefined when there is nothing. Raises StorageFailed. */
export const read = async (shelf, id) => {
  const record = await deal(shelf, "readonly", (place) => place.get(id));
  return record && unseal(shelf, record);
};

/** Everything on a shelf. Raises StorageFailed. */
export const list = async (shelf) => {
  const records = await deal(shelf, "readonly", (place) => place.getAll());
  return Promise.all(records.map((record) => unseal(shelf, record)));
};

export const drop = (shelf, id) => deal(shelf, "readwrite", (place) => place.delete(id));

export const empty = (shelf) => deal(shelf, "readwrite", (place) => place.clear());

/** Wipe all of it, the key too; what a copy of the disk still holds no longer opens. */
export const erase = () =>
  new Promise((done, fail) => {
    const asked = indexedDB.deleteDatabase("peil");
    asked.onsuccess = done;
    asked.onerror = asked.onblocked = () => fail(new StorageFailed(asked.error));
  });
