// Today: shows what waits to be sent, what was refused and how to mend it, and what arrived while nobody looked.
import { drop } from "./store.js";
import { mend, takeReceipt, waiting } from "./outbox.js";
import { owner, tryDelivery } from "./register.js";

const place = document.querySelector("main .wrap");
const before = [...place.childNodes];

const fill = (words, { count, number }) => words.replace("{count}", count).replace("{number}", number);

/** Put a prepared part of the page in the place of its first words; `lines` fill its elements by name. */
const show = (name, { lines = {}, acts = {}, only = true } = {}) => {
  const part = document.getElementById(name).content.cloneNode(true);
  for (const line of part.querySelectorAll("[data-line]")) line.textContent = lines[line.dataset.line] ?? line.textContent;
  for (const button of part.querySelectorAll("[data-act]")) button.addEventListener("click", acts[button.dataset.act]);
  if (only) place.replaceChildren(part);
  else place.prepend(part);
};

const wordsFor = (name, item) => {
  const { one, many } = document.getElementById(name).dataset;
  return fill(Number(item.count) === 1 ? one : many, item);
};

const showWaiting = (item) =>
  show("waiting", { lines: { count: wordsFor("waiting", item) }, acts: { send: () => tryDelivery().then(draw, draw) } });

const showRefused = (item) =>
  show("refused", {
    lines: { round: fill(document.getElementById("refused").dataset.round, item), why: item.refusal.fault },
    acts: {
      mend: () => mend(item).catch(() => {}),
      drop: () => throwAway(item).then(draw),
    },
  });

/** With the answers goes all else that this device kept of them. */
const throwAway = async ({ id, wave }) => {
  await drop("outbox", id);
  await drop("drafts", wave);
  await drop("notes", "sent");
};

const showBroken = (item) => show("broken", { acts: { drop: () => drop("outbox", item.id).then(draw) } });

const draw = async () => {
  const items = await waiting(owner);
  const broken = items.find((item) => item.broken);
  const refused = items.find((item) => item.refusal);
  const last = items.findLast((item) => !item.refusal && !item.broken);
  if (broken) showBroken(broken);
  else if (refused) showRefused(refused);
  else if (last) showWaiting(last);
  else if (!before[0].isConnected) place.replaceChildren(...before); // As it is, it keeps the focus where that is.
};

const showReceipt = async () => {
  const receipt = await takeReceipt(owner);
  if (!receipt) return;
  const words = document.getElementById("arrived").dataset;
  show("arrived", { lines: { what: fill(receipt.counted ? words.counted : words.late, receipt) }, only: false });
  place.querySelector("[data-done]").href = `/done/${receipt.wave}`;
};

/** What arrives while this page is open leads on to its receipt. */
const goOn = async ({ detail }) => {
  const arrived = detail.findLast(({ receipt }) => receipt);
  if (!arrived) return draw();
  await takeReceipt(owner);
  location.assign(`/done/${arrived.wave}`);
};

const start = async () => {
  try {
    await draw();
    await showReceipt();
  } catch {
    show("unreadable", { only: false });
  }
};

addEventListener("delivered", (event) => goOn(event).catch(() => {}));
start();
