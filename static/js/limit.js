// Keeps a choice within its maximum and says why the rest is off; an answer that stands alone takes the others away aloud.
const others = (question, alone) =>
  [...question.querySelectorAll("input, textarea, button")].filter((control) => control !== alone);

/** Switches the rest off at the maximum; the line above the choices says how many are chosen and why. */
const keepWithin = (group) => {
  const { max, count, full } = group.dataset;
  const boxes = [...group.querySelectorAll("[type=checkbox]:not([data-alone])")];
  const chosen = boxes.filter((box) => box.checked).length;
  const isFull = chosen >= Number(max);
  for (const box of boxes) box.disabled = !box.checked && isFull;
  if (chosen) group.querySelector(".count").textContent = count.replace("{}", chosen) + (isFull ? ` ${full}` : "");
};

/** In a list of ticks an answer that stands alone unticks the rest, and the other way round. */
const standAlone = (question, changed) => {
  const boxes = [...question.querySelectorAll("[type=checkbox]:checked")];
  const away = boxes.filter((box) => box !== changed && ("alone" in changed.dataset || "alone" in box.dataset));
  if (!changed.checked || !away.length) return;
  for (const box of away) box.checked = false;
  const line = question.querySelector(".count");
  if (line) line.textContent = line.parentElement.dataset.alone;
};

/** Elsewhere "prefer not to say" switches the other controls off; what stood in them comes back with them. */
const switchOff = (question) => {
  const alone = question.querySelector("[type=checkbox][value=_declined]");
  for (const control of others(question, alone)) control.disabled = alone.checked;
};

const start = (question) => {
  const several = question.dataset.type === "multi";
  const group = question.querySelector("[data-max]");
  const settle = () => {
    if (group) keepWithin(group);
    if (!several) switchOff(question);
  };
  question.addEventListener("change", ({ target }) => {
    if (several && target.type === "checkbox") standAlone(question, target);
    settle();
  });
  settle();
};

for (const question of document.querySelectorAll(".q:not([data-type=single], [data-type=scale])")) start(question);
