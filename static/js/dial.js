// The limits of ticks come along: a percentage can always be declined, so a page with a dial needs them too.
import {} from "./limit.js";

// Plus, minus and a slider beside a percentage. The number stays the truth; nothing is chosen until someone chooses.
const start = (dial) => {
  const field = dial.querySelector("input");
  const slider = dial.nextElementSibling;
  const buttons = [...dial.querySelectorAll("[data-by]")];
  const low = Number(slider.min);
  const high = Number(slider.max);
  const typed = () => Number.parseFloat(field.value.replace(",", "."));

  const follow = () => {
    const value = typed();
    slider.classList.toggle("unset", Number.isNaN(value));
    slider.value = Number.isNaN(value) ? (low + high) / 2 : value;
  };
  const set = (value) => {
    field.value = Math.min(high, Math.max(low, value));
    follow();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const turn = (by) => {
    const value = Number.isNaN(typed()) ? (low + high) / 2 - by : typed();
    set(by > 0 ? Math.floor(value / by + 1) * by : Math.ceil(value / -by - 1) * -by);
  };

  for (const button of buttons) button.addEventListener("click", () => turn(Number(button.dataset.by)));
  slider.addEventListener("input", () => set(Number(slider.value)));
  field.addEventListener("input", follow);
  for (const helper of [...buttons, slider]) helper.hidden = false;
  follow();
};

/** Two parts of the same whole that are more than all of it: said, and nothing is refused. */
const addUp = (line) => {
  const form = line.closest("form");
  const parts = [line.closest(".q").dataset.item, line.dataset.with].map((key) => form.querySelector(`[type=text][name="${key}"]:enabled`));
  const say = () => {
    const total = parts.reduce((sum, part) => sum + (Number.parseFloat(part?.value.replace(",", ".")) || 0), 0);
    line.textContent = total > 100 && parts.every((part) => part?.value) ? line.dataset.words.replace("{}", total) : "";
  };
  for (const kind of ["input", "change"]) form.addEventListener(kind, say);
  say();
};

for (const dial of document.querySelectorAll(".dial")) start(dial);
for (const line of document.querySelectorAll("[data-with]")) addUp(line);
