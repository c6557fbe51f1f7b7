// What was answered to a question, in the words of its page.
const wordsBeside = (control) => control.closest("label")?.querySelector("span:not(.sr)")?.textContent.trim() ?? control.value;

const isChosen = ({ type, checked }) => /radio|checkbox/.test(type) && checked;

const isTyped = ({ type, tagName, value, name }) => name && (tagName === "TEXTAREA" || type === "text") && value.trim() !== "";

/** A line for each choice, row and text; nothing for a question without an answer. */
export const shownAnswer = (question) =>
  [...question.querySelectorAll("input, textarea")]
    .filter((control) => !control.matches(":disabled") && (isChosen(control) || isTyped(control)))
    .map((control) => {
      if (!isChosen(control)) return /\.(comment|other_text)$/.test(control.name) ? `“${control.value.trim()}”` : control.value.trim();
      const row = control.closest("[data-row], [data-choice]")?.querySelector("legend").textContent.trim();
      return row ? `${row}: ${wordsBeside(control)}` : wordsBeside(control);
    });
