// What was answered to a question, in the words of its page.
const wordsBeside = (control) => control.closest("label")?.querySelector("span:not(.sr)")?.textContent.trim() ?? control.value;

const isChosen = ({ type, checked }) => /radio|checkbox/.test(type) && checked;

const isTyped = ({ type, tagName, value, name }) => name && (tagName === "TEXTAREA" || type === "text") && value.trim() !== "";

const typedWords = ({ name, value }, question) => {
  if (/\.(comment|other_text)$/.test(name)) return `“${value.trim()}”`;
  const whole = question.querySelector(".ends :last-child"); // “100 %” as this language writes it
  return whole && /\d$/.test(value.trim()) ? whole.textContent.replace("100", value.trim()) : value.trim();
};

/** A line for each choice, row and text; nothing for a question without an answer. */
export const shownAnswer = (question) =>
  [...question.querySelectorAll("input, textarea")]
    .filter((control) => !control.matches(":disabled") && (isChosen(control) || isTyped(control)))
    .map((control) => {
      if (!isChosen(control)) return typedWords(control, question);
      const row = control.closest("[data-row], [data-choice]")?.querySelector("legend").textContent.trim();
      return row ? `${row}: ${wordsBeside(control)}` : wordsBeside(control);
    });
