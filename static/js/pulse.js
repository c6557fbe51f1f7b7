// Shows one question of the pulse at a time. Without this script the same page is one plain form.
import { read } from "./read.js";
import { visible } from "./routing.js";

const LOOK_FIRST = 350; // milliseconds in which the chosen mark is seen before the next question comes

const form = document.getElementById("pulse");
const [back, next, send, place, ruler, promise] = ["back", "next", "send", "place", "ruler", "promise"].map((id) =>
  document.getElementById(id),
);
const questions = [...form.querySelectorAll(".q")];
const { items } = JSON.parse(document.getElementById("routing").textContent);
const paced = "paced" in form.dataset;
const homeTitle = document.title;
const came = history.state; // after a reload
let now = questions[0];
let waiting = 0;

/** Whether a row asks about something that was chosen; a choice made in an earlier pulse is not in this form. */
const chosen = ({ parentElement, dataset }) =>
  form.querySelector(`[name="${parentElement.dataset.from}"][value="${dataset.choice}"]`)?.checked ?? true;

/** Leaves out what the rules hide; a question that is left out is not sent, nor words beside an answer that was taken away. */
const route = () => {
  const shown = visible(items, Object.fromEntries(questions.map((question) => [question.dataset.item, read(question)])));
  for (const question of questions) {
    question.disabled = !shown.includes(question.dataset.item);
    if (!paced) question.hidden = question.disabled;
  }
  for (const row of form.querySelectorAll("[data-choice]")) row.hidden = row.disabled = !chosen(row);
  for (const words of form.querySelectorAll(".beside .field")) words.disabled = !words.closest(".q").querySelector("[data-opens]:checked");
};

const asked = () => questions.filter((question) => !question.disabled);

const fill = (words, ...values) => words.replace(/\{\}/g, () => values.shift());

const draw = () => {
  const steps = asked();
  const at = steps.indexOf(now);
  for (const question of questions) question.hidden = question !== now;
  ruler.replaceChildren(
    ...steps.map((_, index) => {
      const mark = document.createElement("li");
      mark.className = index < at ? "done" : index === at ? "now" : "";
      return mark;
    }),
  );
  place.textContent = fill(place.dataset.short, at + 1, steps.length);
  document.title = `${fill(place.dataset.words, at + 1, steps.length)} · ${homeTitle}`;
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

const forward = () => {
  const steps = asked();
  const following = steps[steps.indexOf(now) + 1];
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
    if (!send.hidden) return;
    event.preventDefault();
    forward();
  });
};

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
