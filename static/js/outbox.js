// What waits to be sent: kept before it is sent, dropped only when the server has given a receipt. Pages and the
// service worker use it alike; who comes second finds nothing left, and the server counts a submission once.
import { drop, keep, list, read } from "./store.js";
import { answered } from "./subscription.js";

const REFUSED = [404, 413, 415, 422];
const PATIENCE = 20000; // milliseconds for one request

/** Not now, perhaps later; the message is "reception", "server", "signed-out" or "somebody-else". */
export class NotNow extends Error {}

/** One at a time, also between tabs and the service worker, where the browser has locks. */
const alone = (work) => (navigator.locks ? navigator.locks.request("peil.outbox", work) : work());

/** A new name for one answering of this wave. */
export const submissionFor = (wave) => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `${wave}.${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};

/** Keep an answering until there is a receipt; it takes the place of an earlier one of the same wave. */
export const put = async ({ owner, ...content }) => {
  const { wave, submission } = content;
  await keep("outbox", submission, { owner, content: { ...content, turn: Date.now() } });
  for (const each of await waiting(owner)) if (each.wave === wave && each.submission !== submission) await drop("outbox", each.id);
};

/** What waits for `owner`, oldest first; `broken` when it cannot be opened any more. Raises StorageFailed. */
export const waiting = async (owner) =>
  (await list("outbox"))
    .filter((each) => each.owner === owner)
    .map(({ id, content }) => (content ? { id, ...content } : { id, broken: true }))
    .sort((one, other) => (one.turn ?? 0) - (other.turn ?? 0));

/** Faults come back in the language of this page, whatever another tab has chosen since. */
const spoken = () => (globalThis.document ? { "Peil-Language": document.documentElement.lang } : {});

const ask = async (path, options = {}) => {
  let response;
  try {
    const headers = { ...options.headers, ...spoken() };
    response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...options, headers });
  } catch {
    throw new NotNow("reception");
  }
  const body = await response.json().catch(() => null);
  if (response.status === 401) throw new NotNow("signed-out");
  if (response.status === 409) throw new NotNow("somebody-else");
  if (body && (response.ok || REFUSED.includes(response.status))) return { ok: response.ok, body };
  throw new NotNow("server");
};

/** A token for right now, and who is signed in. Raises NotNow. */
export const freshToken = async () => (await ask("/outbox/token")).body;

/** Send one answering, kept or not: { submission, wave, receipt } or { …, refusal }. Raises NotNow. */
export const send = async ({ wave, submission, fields }, { token, owner }) => {
  const { ok, body } = await ask("/outbox", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, "Peil-Owner": owner },
    body: JSON.stringify({ wave, submission, fields }),
  });
  if (ok && body.submission !== submission) throw new NotNow("server");
  if (ok && needsNoReminder(body)) await answered({ closes: body.closes, token }).catch(() => {});
  return { wave, submission, [ok ? "receipt" : "refusal"]: body };
};

/** Only what came in time says something about the wave that is open now. */
const needsNoReminder = ({ counted, closes }) => counted && Date.parse(closes) > Date.now();

/** Deliver what waits for whoever is signed in, and tell what became of each. Raises NotNow, StorageFailed. */
export const deliver = () =>
  alone(async () => {
    const due = (await list("outbox")).filter(({ content }) => content && !content.refusal);
    if (!due.length) return [];
    const { token, owner } = await freshToken();
    const told = [];
    for (const { id, content } of due.filter((each) => each.owner === owner).sort((one, other) => one.content.turn - other.content.turn)) {
      const answer = await send(content, { token, owner });
      if (answer.receipt) {
        await keep("notes", "receipt", { owner, content: { ...answer.receipt, number: content.number } });
        await drop("outbox", id);
        await drop("drafts", content.wave);
      } else await keep("outbox", id, { owner, content: { ...content, refusal: answer.refusal } });
      told.push(answer);
    }
    return told;
  });

/** The receipt of what was delivered while nobody looked; told once. */
export const takeReceipt = async (owner) => {
  const note = await read("notes", "receipt");
  if (note?.owner !== owner) return undefined;
  await drop("notes", "receipt");
  return note.content;
};

/** Back into the form: the server names what to mend, beside what was filled in, also for a wave that has closed. */
export const mend = async ({ submission, fields }) => {
  const { token } = await freshToken();
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/pulse";
  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  add("csrf_token", token);
  add("submission", submission);
  for (const [name, values] of Object.entries(fields)) values.forEach((value) => add(name, value));
  document.body.append(form);
  form.submit();
};
