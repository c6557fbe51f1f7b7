// What stands in a question's controls, as the rules know it: a key, a list of keys, an object of row → key, or words.
export const DECLINED = "_declined";

/** The answer in this question's fieldset; undefined when there is none. */
export const read = (question) => {
  const { item, type } = question.dataset;
  const controls = [...question.querySelectorAll("[name]")];
  const given = controls.filter((control) => (/radio|checkbox/.test(control.type) ? control.checked : control.value.trim()));
  const own = given.filter((control) => control.name === item).map((control) => control.value);
  if (own.includes(DECLINED)) return DECLINED;
  if (type === "multi") return own.length ? own : undefined;
  if (type === "scale" || type === "percent" || type === "number") return own.length ? Number.parseFloat(own[0].replace(",", ".")) : undefined;
  if (type !== "grid" && type !== "yes_no_per_choice") return own[0];
  const rows = given.filter(({ name, type: kind }) => kind === "radio" && name.startsWith(`${item}.`));
  return rows.length ? Object.fromEntries(rows.map(({ name, value }) => [name.slice(item.length + 1), value])) : own[0];
};
