// A full measurement: the look at everything before it is sent, and keeping it to go on later on any device.
import { dropDraft } from "./drafts.js";
import { freshToken } from "./outbox.js";
import { shownAnswer } from "./shown_answer.js";

const PATIENCE = 20000; // milliseconds for one request

const form = document.getElementById("pulse");
const review = document.getElementById("review");
const wave = form.elements.submission.value.split(".")[0];

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const line = (question, number) => {
  const { none, change, number: which } = review.dataset;
  const words = shownAnswer(question);
  const said = words.length ? words.flatMap((each, index) => (index ? [make("br"), each] : [each])) : [make("span", { className: "quiet", textContent: none })];
  const button = make("button", { type: "button", className: "link" }, change, make("span", { className: "sr", textContent: ` ${which.replace("{}", number)}` }));
  button.addEventListener("click", () => form.dispatchEvent(new CustomEvent("wanted", { detail: question.dataset.item })));
  const asked = question.querySelector("h2").lastChild.textContent;
  return make("div", {}, make("dt", { textContent: `${number}. ${asked}` }), make("dd", {}, make("p", {}, ...said), button));
};

const fillReview = () => {
  if (review.closest(".q").hidden) return;
  const asked = [...form.querySelectorAll(".q:not([disabled])")].filter(({ dataset }) => dataset.item !== "_review");
  review.replaceChildren(...asked.map((question, index) => line(question, index + 1)));
};

form.addEventListener("shown", fillReview);
fillReview(); // It may stand there already: a draft that was paused at the review can be put back before this script comes.

/** Everything goes to the server, sealed; where that fails it stays on this device. */
const pause = async (at) => {
  const { token } = await freshToken();
  const body = new URLSearchParams(new FormData(form));
  body.set("csrf_token", token);
  body.set("at", at);
  const response = await fetch("/pulse/pause", { method: "POST", body, signal: AbortSignal.timeout?.(PATIENCE) });
  if (response.ok) await dropDraft(wave);
};

form.addEventListener("submit", (event) => {
  if (event.submitter?.id !== "pause") return;
  event.preventDefault();
  form.dataset.leaves = "";
  const at = form.querySelector(".q:not([hidden])").dataset.item;
  pause(at)
    .catch(() => {})
    .finally(() => location.assign("/"));
});
