// What was filled in so far survives a reload, a crash and an empty battery. One draft for each wave and owner.
import { drop, keep, list, read } from "./store.js";

const OURS = ["csrf_token", "submission"];

/** What the form would post, without our own fields: name → values. */
export const fieldsOf = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) if (!OURS.includes(name)) (fields[name] ??= []).push(value);
  return fields;
};

/** Keep what stands in the form; `at` is the question that is shown. Raises StorageFailed. */
export const keepDraft = ({ owner, wave, fields, at }) => keep("drafts", wave, { owner, content: { fields, at } });

/** The draft of this wave, when it is the owner's: { fields, at }. Drafts of other waves have had their time. */
export const draftOf = async ({ owner, wave }) => {
  for (const { id } of await list("drafts")) if (id !== wave) await drop("drafts", id);
  const draft = await read("drafts", wave);
  return draft?.owner === owner ? draft.content : undefined;
};

export const dropDraft = (wave) => drop("drafts", wave);

const isChoice = ({ type }) => type === "radio" || type === "checkbox";

const set = (control, values) => {
  if (isChoice(control)) control.checked = values.includes(control.value);
  else control.value = values[0] ?? "";
};

/** Put `fields` back, and let every behaviour of the page know as if a person had done it. */
export const fill = (form, fields) => {
  const controls = [...form.elements].filter(({ name }) => name && !OURS.includes(name));
  for (const control of controls) set(control, fields[control.name] ?? []);
  for (const control of controls) {
    if (!(control.name in fields) || (isChoice(control) && !control.checked)) continue;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
  }
};
