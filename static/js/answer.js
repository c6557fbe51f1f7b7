// Sends the pulse by way of the outbox: kept first, then delivered, so that an answer survives whatever comes between.
import { dropDraft, draftOf, fieldsOf, fill, keepDraft } from "./drafts.js";
import { freshToken, mend, NotNow, put, send, submissionFor, waiting } from "./outbox.js";
import { deliverWithoutPage, owner, tryDelivery } from "./register.js";
import { drop, keep, read } from "./store.js";

const STEPPING = 1000; // milliseconds that a browser may take to step back

const form = document.getElementById("pulse");
const trouble = document.getElementById("trouble");
const wave = form.elements.submission.value.split(".")[0];
let sent = {};

/** Say aloud what is the matter; the form stays as it is. */
const tell = (words) => {
  trouble.textContent = words;
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
};

const stay = (event) => event.preventDefault();

/** Nothing can be kept here: leaving the page now would lose the answers. */
const tellStorage = () => {
  tell(trouble.dataset.storage);
  addEventListener("beforeunload", stay);
};

/** The first question is where the pulse was opened: what is put in its place has no questions behind it. */
const toFirstQuestion = () =>
  new Promise((done) => {
    const steps = history.state?.depth ?? 0;
    if (!steps) return done();
    form.dataset.leaves = "";
    addEventListener("popstate", done, { once: true });
    setTimeout(done, STEPPING);
    history.go(-steps);
  });

/** Go on; "back" then leads to what was open before the pulse, and not through its questions. */
const go = async (address) => {
  removeEventListener("beforeunload", stay);
  await toFirstQuestion();
  location.replace(address);
};

/** The same answers have the same submission: a second tap is the same answering, a change is a new one. */
const submissionOf = (fields) => {
  const said = JSON.stringify(fields);
  if (sent.said !== said) sent = { said, id: submissionFor(wave) };
  return sent.id;
};

/** How many questions were answered; notes and "prefer not to say" are not answers. */
const answered = (fields) => {
  const given = Object.keys(fields).filter((name) => !/\.(comment|other_text)$/.test(name) && !["", "_declined"].includes(fields[name][0]));
  return new Set(given.map((name) => name.split(".")[0])).size;
};

const isOut = async ({ submission }) => !(await waiting(owner)).some(({ id }) => id === submission);

/** Kept, so it is safe: deliver, and go on to the receipt or to the page that shows what waits. */
const deliverKept = async (item) => {
  deliverWithoutPage().catch(() => {});
  try {
    const told = await tryDelivery();
    const own = told.find(({ submission }) => submission === item.submission);
    if (own?.refusal) return await refused(item, own.refusal);
  } catch (error) {
    if (!(error instanceof NotNow)) throw error;
    if (error.message === "signed-out") return go("/code");
  }
  go((await isOut(item)) ? `/done/${wave}` : "/");
};

/** Not kept: the page must stay until the server has it. */
const deliverOnly = async (item) => {
  try {
    const told = await send(item, await freshToken());
    if (told.refusal) return await refused(item, told.refusal);
    go(`/done/${wave}`);
  } catch (error) {
    if (!(error instanceof NotNow)) throw error;
    tell(trouble.dataset.stay);
  }
};

/** The server names what to mend on the form itself; what has nothing to mend is said here. */
const refused = async (item, { fault, fields }) => {
  await drop("notes", "sent").catch(() => {});
  if (!Object.keys(fields ?? {}).length) return tell(fault);
  removeEventListener("beforeunload", stay);
  return mend(item);
};

const keepAndDeliver = async () => {
  const fields = fieldsOf(form);
  const item = { wave, fields, submission: submissionOf(fields), number: form.dataset.number, count: answered(fields) };
  try {
    await put({ owner, ...item });
  } catch {
    tellStorage();
    return deliverOnly(item);
  }
  await keep("notes", "sent", { owner, content: { wave, at: Date.now() } }).catch(() => {});
  return deliverKept(item);
};

form.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.submitter?.id === "pause") return;
  event.preventDefault();
  keepAndDeliver().catch(tellStorage);
});

const shown = () => form.querySelector(".q:not([hidden])")?.dataset.item;

const touched = new Set(); // names of what was chosen or typed since the page came up
let restoring = false;

/**
 * Put back what was kept. A quick hand that has answered already keeps that answer, and stays at that question. What
 * was filled in on another device stands in the page already: this device adds what it has.
 */
const restore = async () => {
  const draft = (await draftOf({ owner, wave })) ?? ("draft" in form.dataset ? { fields: {}, at: form.dataset.at } : undefined);
  if (!draft) return;
  const given = fieldsOf(form);
  const elsewhere = "draft" in form.dataset ? given : {};
  const anew = Object.fromEntries([...touched].map((name) => [name, given[name] ?? []]));
  restoring = true;
  fill(form, { ...elsewhere, ...draft.fields, ...anew });
  restoring = false;
  if (!touched.size) form.dispatchEvent(new CustomEvent("restored", { detail: draft }));
};

/** A page that was kept from before the answering does not know of it: this device does. */
const showSent = async () => {
  const line = document.getElementById("sent");
  const note = await read("notes", "sent");
  if (!line.hidden || note?.owner !== owner || note.content?.wave !== wave) return;
  const day = new Date(note.content.at).toLocaleDateString(line.dataset.dates, { weekday: "long", day: "numeric", month: "long" });
  line.textContent = line.dataset.words.replace("{}", day);
  line.hidden = false;
  document.getElementById("send").textContent = line.dataset.again;
};

const start = async () => {
  await showSent().catch(() => {});
  if ("paced" in form.dataset) await restore().catch(() => {});
};
const started = start();

/** Keep the draft; not before the earlier one was put back, which half of it would overwrite. */
const remember = ({ target }) => {
  if (restoring) return;
  touched.add(target.name);
  keepShown();
};

/** The question that is shown is part of a draft; once everything was sent there is none. */
const keepShown = () =>
  started.then(() => "leaves" in form.dataset || keepDraft({ owner, wave, fields: fieldsOf(form), at: shown() })).catch(tellStorage);

form.addEventListener("change", remember);
form.addEventListener("shown", keepShown);
form.addEventListener("input", (event) => event.target.matches("textarea, [type=text]") && remember(event));

// Back to a page as the browser froze it: what was sent since is not on it.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
