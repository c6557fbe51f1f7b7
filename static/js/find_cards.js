// Searches in the cards on this page as somebody types. Nothing is sent and nothing is kept: it works without reception.
const form = document.getElementById("find");
const words = document.getElementById("words");
const subjects = [...document.querySelectorAll("details.subject")];
const sets = document.getElementById("sets");

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const cards = [...document.querySelectorAll(".found")].map((place) => ({ place, text: plain(place.textContent) }));

// A short word has to begin a word: "nee" is not "wanneer". A longer one may be part of one: "druk" finds "werkdruk".
const SHORT = 3;
const has = (text, word) => (word.length > SHORT ? text.includes(word) : text.split(/[^\p{L}\p{N}]+/u).some((each) => each.startsWith(word)));

const told = (count) => (count ? (count === 1 ? form.dataset.one : form.dataset.many.replace("{count}", count)) : form.dataset.none);

const find = () => {
  const asked = plain(words.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { place, text } of cards) {
    place.hidden = !asked.every((word) => has(text, word));
    count += !place.hidden;
  }
  for (const subject of subjects) {
    const left = subject.querySelectorAll(".found:not([hidden])").length;
    subject.hidden = !left;
    subject.querySelector(".number").textContent = left;
    subject.open = asked.length > 0 && !subject.hidden;
  }
  sets.hidden = asked.length > 0;
  document.getElementById("found").textContent = asked.length ? told(count) : "";
};

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
words.addEventListener("input", find);

// A card of a set stands under its subject, which may be folded.
const unfold = () => {
  const card = document.getElementById(location.hash.slice(1));
  const subject = card?.closest("details.subject");
  if (!subject) return;
  subject.open = true;
  card.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
