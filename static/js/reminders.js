// Reminders on this device: asked for by the person's own click, moved on after answering. Without this script
// the calendar on the page remains.
import { hasAnswered, kept, own, post, remember } from "./subscription.js";

const CHOICE = "peil.reminder";
const PATIENCE = 15000; // milliseconds that a service worker may take to start
const NUMBERS = ["weekday", "hour", "quiet_from", "quiet_to"];

const tokenOfPage = () => document.querySelector('[name="csrf_token"]')?.value ?? "";

/** Something a person can be told: a name from the page's list, or the server's own words about a field. */
class Trouble extends Error {
  constructor(name, { words = "", field = "" } = {}) {
    super(name);
    Object.assign(this, { words, field });
  }
}

const bytes = (letters) => Uint8Array.from(atob(letters.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const within = (promise, time) =>
  Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Trouble("failed")), time))]);

const inApp = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const onApple = () => /iPad|iPhone|iPod/.test(navigator.userAgent) || (/^Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Gets an address for messages; one that was made with another key of this Peil is replaced. */
const subscribe = async (key) => {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new Trouble(permission === "denied" ? "denied" : "dismissed");
  if (!(await navigator.serviceWorker.getRegistration())) await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await within(navigator.serviceWorker.ready, PATIENCE);
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  return pushManager.subscribe(wanted).catch(async (error) => {
    const other = error.name === "InvalidStateError" && (await pushManager.getSubscription());
    if (!other) throw new Trouble("failed");
    await other.unsubscribe();
    return pushManager.subscribe(wanted);
  });
};

const send = async (path, body) => {
  const response = await post(path, body, tokenOfPage()).catch(() => {
    throw new Trouble("offline");
  });
  if (response.redirected) throw new Trouble("signed_out");
  if (response.status === 204) return {};
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble("refused", { words: said.fault, field: said.field });
  return said;
};

const start = (form) => {
  const state = document.getElementById("push-state");
  const stop = document.getElementById("stop");
  const button = form.querySelector("[type=submit]");

  const say = (name, { words = "", trouble = false } = {}) => {
    state.textContent = words || document.querySelector(`#push-words [data-say="${name}"]`).textContent;
    state.classList.toggle("notice", trouble);
    state.hidden = false;
  };

  const draw = (subscribed) => {
    stop.hidden = !subscribed;
    button.textContent = subscribed ? button.dataset.again : button.dataset.first;
    form.elements.consent.checked = subscribed;
  };

  const attempt = async (work) => {
    for (const name of NUMBERS) form.elements[name].removeAttribute("aria-invalid");
    button.disabled = stop.disabled = true;
    say("working");
    try {
      await work();
    } catch (error) {
      const trouble = error instanceof Trouble ? error : new Trouble("failed");
      say(trouble.message, { words: trouble.words, trouble: true });
      form.elements[trouble.field]?.setAttribute?.("aria-invalid", "true");
      state.focus();
    } finally {
      button.disabled = stop.disabled = false;
    }
  };

  const remind = async () => {
    const choice = Object.fromEntries(NUMBERS.map((name) => [name, Number(form.elements[name].value)]));
    const { endpoint, keys } = (await subscribe(form.dataset.key)).toJSON();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const done = form.dataset.wave !== "" && hasAnswered(form.dataset.wave);
    const { words } = await send("", { endpoint, keys, zone, ...choice, answered: done });
    remember(CHOICE, JSON.stringify(choice));
    draw(true);
    say("on", { words });
  };

  const quit = async () => {
    const subscription = await own();
    if (subscription) {
      await send("/remove", { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    draw(false);
    say("stopped");
  };

  const fill = (choice) => {
    for (const name of NUMBERS) if (Number.isInteger(choice?.[name])) form.elements[name].value = choice[name];
  };

  const look = async () => {
    document.getElementById("push-off").hidden = true;
    if (!able()) return say(onApple() && !inApp() ? "install" : "unsupported", { trouble: true });
    if (Notification.permission === "denied") return say("denied", { trouble: true });
    try {
      fill(JSON.parse(kept(CHOICE)));
    } catch {}
    const subscribed = Boolean(await own().catch(() => null));
    draw(subscribed);
    if (subscribed) say("on");
    form.hidden = false;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(remind);
  });
  stop.addEventListener("click", () => attempt(quit));
  look();
};

const form = document.getElementById("push");
if (form) start(form);
