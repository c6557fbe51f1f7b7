// Shows one question of the pulse at a time. Without this script the same page is one plain form.
import { read } from "./read.js";
import { stillToCome, visible } from "./routing.js";

const LOOK_FIRST = 350; // milliseconds in which the chosen mark is seen before the next question comes

const form = document.getElementById("pulse");
const [back, next, send, place, ruler, promise] = ["back", "next", "send", "place", "ruler", "promise"].map((id) =>
  document.getElementById(id),
);
const REVIEW = "_review"; // the last step of a full measurement: no question, but a look at what was filled in
const paced = "paced" in form.dataset;
const questions = [...form.querySelectorAll(".q")].filter(({ dataset }) => paced || dataset.item !== REVIEW);
const { items } = JSON.parse(document.getElementById("routing").textContent);
const homeTitle = document.title;
const came = history.state; // after a reload
let now = questions[0];
let waiting = 0;
const seen = new Set(); // the steps that were shown

/** Whether a row asks about something that was chosen; a choice made in an earlier pulse is not in this form. */
const chosen = ({ parentElement, dataset }) =>
  form.querySelector(`[name="${parentElement.dataset.from}"][value="${dataset.choice}"]`)?.checked ?? true;

/** Leaves out what the rules hide; a question that is left out is not sent, nor words beside an answer that was taken away. */
const answers = () => Object.fromEntries(questions.map((question) => [question.dataset.item, read(question)]));

const route = () => {
  const shown = [...visible(items, answers()), REVIEW];
  for (const question of questions) {
    question.disabled = !shown.includes(question.dataset.item);
    if (!paced) question.hidden = question.disabled;
  }
  for (const row of form.querySelectorAll("[data-choice]")) row.hidden = row.disabled = !chosen(row);
  for (const words of form.querySelectorAll(".beside .field")) words.disabled = !words.closest(".q").querySelector("[data-opens]:checked");
};

const asked = () => questions.filter((question) => !question.disabled);

/** The questions that are asked under the answers so far, without the review. */
const counted = () => asked().filter(({ dataset }) => dataset.item !== REVIEW);

/** What can still come after the present question, which is open until it has an answer: the fewest and the most. */
const coming = () => {
  const given = Object.fromEntries(Object.entries(answers()).filter(([, answer]) => answer !== undefined));
  const { least, most } = stillToCome(items, given, items.findIndex(({ key }) => key === now.dataset.item));
  return { least: least - 1, most: most - 1 };
};

const said = (at) => {
  if (now.dataset.item === REVIEW) return { words: homeTitle, short: "" };
  const { least, most } = coming();
  if (least === most) return { words: fill(place.dataset.words, at, at + most), short: fill(place.dataset.short, at, at + most) };
  return { words: fill(place.dataset.range, at, least, most), short: fill(place.dataset.shortRange, at, least, most) };
};

const fill = (words, ...values) => words.replace(/\{\}/g, () => values.shift());

const draw = () => {
  seen.add(now.dataset.item);
  const steps = asked();
  const at = steps.indexOf(now);
  for (const question of questions) question.hidden = question !== now;
  const { words, short } = said(at + 1);
  ruler.replaceChildren(
    ...counted().map((_, index) => {
      const mark = document.createElement("li");
      mark.className = index < at ? "done" : index === at ? "now" : "";
      return mark;
    }),
  );
  place.textContent = short;
  document.title = words === homeTitle ? words : `${words} · ${homeTitle}`;
  next.hidden = at === steps.length - 1;
  send.hidden = !next.hidden;
  promise.className = `below promise at-${Math.ceil((5 * (at + 1)) / steps.length)}`;
};

const show = (question) => {
  clearTimeout(waiting);
  now = question;
  draw();
  now.querySelector("h2").focus({ preventScroll: true });
  scrollTo(0, 0);
  form.dispatchEvent(new CustomEvent("shown"));
};

/** Where the browser's own "back" stands: which question, and how many steps from where the pulse was opened. */
const stepAt = (question, depth) => ({ question: question.dataset.item, depth });

const depth = () => history.state?.depth ?? 0;

/** The next question; after the review, what the change has put on the screen, and then the review again. */
const nextStep = () => {
  const rest = asked().slice(asked().indexOf(now) + 1);
  return (seen.has(REVIEW) && rest.find(({ dataset }) => !seen.has(dataset.item) || dataset.item === REVIEW)) || rest[0];
};

const NUMBER = /^([+-]?\d+)(?:[.,](\d*?)0*)?\s*%?$/; // as app/instrument/form_controls.py reads it

const fits = ({ value, dataset: { low, high, decimals } }) => {
  const [, whole, part = ""] = NUMBER.exec(value.trim()) ?? [];
  const number = Number(`${whole}.${part}`);
  return part.length <= Number(decimals) && number >= Number(low) && number <= Number(high);
};

/** A number that does not fit is named at its question, before the next one comes; without it one can go on. */
const mended = () => {
  const field = now.querySelector("[data-mistake]:enabled");
  const wrong = Boolean(field?.value.trim()) && !fits(field);
  now.querySelector(".why")?.remove();
  now.classList.toggle("fault", wrong);
  field?.setAttribute("aria-invalid", wrong);
  if (wrong) {
    now.querySelector(".about").append(Object.assign(document.createElement("p"), { className: "why", textContent: field.dataset.mistake }));
    field.focus();
  }
  return !wrong;
};

const forward = () => {
  const following = mended() && nextStep();
  if (!following) return;
  history.pushState(stepAt(following, depth() + 1), "");
  show(following);
};

const backward = () => (now === asked()[0] ? location.assign("/") : history.back());

const named = (key) => asked().find((question) => question.dataset.item === key);

/** With a pointer a choice moves on by itself; arrow keys only move the choice. */
const moveOnByPointer = () => {
  let pointed = -Infinity;
  form.addEventListener("pointerup", (event) => (pointed = event.timeStamp));
  form.addEventListener("click", ({ target, timeStamp }) => {
    const alone = now.matches("[data-type=single], [data-type=scale]") && !now.querySelector("details[open]");
    if (target.type !== "radio" || !alone || "opens" in target.dataset || timeStamp - pointed > 500) return;
    clearTimeout(waiting);
    waiting = setTimeout(forward, LOOK_FIRST);
  });
};

const start = () => {
  document.documentElement.classList.add("is-paced");
  const begun = questions.some((question) => read(question) !== undefined);
  now = (begun && named(history.state?.question)) || asked()[0];
  history.replaceState(stepAt(now, depth()), "");
  draw();
  back.addEventListener("click", backward);
  next.addEventListener("click", forward);
  moveOnByPointer();
  addEventListener("popstate", ({ state }) => "leaves" in form.dataset || show(named(state?.question) || asked()[0]));
  form.addEventListener("submit", (event) => {
    if (!send.hidden || event.submitter?.id === "pause") return;
    event.preventDefault();
    forward();
  });
};

/** A line of the review leads to its question. */
form.addEventListener("wanted", ({ detail }) => {
  const question = named(detail);
  history.pushState(stepAt(question, depth() + 1), "");
  show(question);
});

/** A draft was put back: go on where it stopped, with the way back through the questions before it. */
form.addEventListener("restored", ({ detail }) => {
  const at = named(detail.at);
  if (!paced || !at || at === now) return;
  if (came?.question === detail.at) history.replaceState(came, "");
  else for (const question of asked().slice(1, asked().indexOf(at) + 1)) history.pushState(stepAt(question, depth() + 1), "");
  show(at);
});

form.addEventListener("change", () => {
  route();
  if (paced) draw();
});
route();
if (paced) start();
else document.getElementById("faults")?.focus();
