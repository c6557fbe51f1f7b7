// This browser's address for reminders, from a page or from the service worker: moved on after answering, given up when
// its owner leaves, carried over when the browser changes it. The server learns an address and nothing else.
const ANSWERED = "peil.answered";
const TOLD = "peil.told";
const PATIENCE = 10000; // milliseconds for one request

/** Storage may be switched off, and a worker has none: then nothing is remembered, and nothing else happens. */
export const kept = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
export const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {}
};

export const post = (path, body, token) =>
  fetch(`/reminders/push${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
    keepalive: true,
    signal: AbortSignal.timeout?.(PATIENCE),
  });

const arrives = (path, body, token) => post(path, body, token).then((response) => response.ok, () => false);

/** The subscription of this browser, if it has one. */
export const own = async () => {
  const worker = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration());
  return worker?.pushManager?.getSubscription();
};

/** Whether the wave that closes then was answered from here. */
export const hasAnswered = (closes) => kept(ANSWERED) === closes;

/** Whether nothing is left to tell about that wave. */
export const isTold = (closes) => kept(TOLD) === closes;

/** After answering: no reminder before the next wave. `closes`: when this wave does (ISO 8601). False: try again later. */
export const answered = async ({ closes, token }) => {
  navigator.clearAppBadge?.().catch(() => {});
  remember(ANSWERED, closes);
  const subscription = await own();
  const told = !subscription || (await arrives("/answered", { endpoint: subscription.endpoint }, token));
  if (told) remember(TOLD, closes);
  return told;
};

/** Leaving, or wiping this device: no reminder ever again. False: the server will find out at its next message. */
export const forget = async ({ token }) => {
  const subscription = await own();
  if (!subscription) return true;
  await subscription.unsubscribe();
  return arrives("/remove", { endpoint: subscription.endpoint }, token);
};

/** The browser changed the address: the choice that was made goes along with it. False: the server did not hear it. */
export const renewed = ({ before, after, token }) => {
  const { endpoint, keys } = after.toJSON();
  return arrives("/renewed", { endpoint: before.endpoint, fresh: { endpoint, keys } }, token);
};
