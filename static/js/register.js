// On every page of a participant: sees to the service worker, and delivers what waits whenever there may be reception.
import { deliver, freshToken, NotNow, waiting } from "./outbox.js";
import { drop, keep } from "./store.js";
import { answered, isTold } from "./subscription.js";

const BACK_OFF = [2, 5, 15, 60]; // seconds between tries while a page is open
const LATER = ["reception", "server"];

export const owner = document.querySelector("meta[name=owner]")?.content ?? "";

let tries = 0;
let next = 0;

/** Deliver now, and again later when it does not work; "delivered" tells the page. Raises NotNow, StorageFailed. */
export const tryDelivery = async () => {
  clearTimeout(next);
  try {
    const told = await deliver();
    tries = 0;
    if (told.length) dispatchEvent(new CustomEvent("delivered", { detail: told }));
    return told;
  } catch (error) {
    if (error instanceof NotNow && LATER.includes(error.message)) {
      next = setTimeout(quietly, 1000 * BACK_OFF[Math.min(tries, BACK_OFF.length - 1)]);
      tries += 1;
    }
    throw error;
  }
};

const quietly = () => tryDelivery().catch(() => {});

/** Let the phone itself deliver when this page is gone, where it can. */
export const deliverWithoutPage = async () => {
  navigator.storage?.persist?.();
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register("outbox");
};

/** An answering that was mended through the form has arrived: the refused copy may go, and the draft of it. */
const settle = async () => {
  const [, page, wave] = location.pathname.split("/");
  if (page !== "done") return;
  for (const item of await waiting(owner)) if (item.wave === wave && item.refusal) await drop("outbox", item.id);
  await drop("drafts", wave);
};

/** Answered by way of the plain form, or what was told got lost: this wave needs no reminder any more. */
const moveReminder = async () => {
  const closes = document.querySelector("main")?.dataset.closes;
  if (!closes || isTold(closes)) return;
  const reminded = globalThis.Notification?.permission === "granted";
  await answered({ closes, token: reminded ? (await freshToken()).token : "" });
};

/** A newer version waits until no pulse is open, so that nobody loses a form; then it takes over by itself. */
const register = async () => {
  const worker = await navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" });
  worker?.waiting?.postMessage("renew");
  await keep("notes", "language", { owner: "", content: document.documentElement.lang });
};

new BroadcastChannel("peil").addEventListener("message", ({ data }) =>
  dispatchEvent(new CustomEvent("delivered", { detail: data })),
);
addEventListener("online", quietly);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && quietly());
addEventListener("load", () => register().catch(() => {}));
quietly();
settle().catch(() => {});
moveReminder().catch(() => {});
