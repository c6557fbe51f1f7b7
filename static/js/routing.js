// Which items a person sees: the same rules, as data, that app/instrument/routing_rules.py evaluates.
const DECLINED = "_declined";

const isAnswered = (answer) => {
  if (answer === undefined || answer === null || answer === "" || answer === DECLINED) return false;
  return typeof answer !== "object" || Object.keys(answer).length > 0;
};

/** Whether `rule` is met by `answers`, a plain object of item → answer as stored. */
export const isShown = (rule, answers) => {
  if (!rule) return true;
  if ("always" in rule) return rule.always;
  if ("all" in rule) return rule.all.every((part) => isShown(part, answers));
  if ("any" in rule) return rule.any.some((part) => isShown(part, answers));
  if ("not" in rule) return !isShown(rule.not, answers);
  const answer = Object.hasOwn(answers, rule.item) ? answers[rule.item] : undefined;
  if ("answered" in rule) return isAnswered(answer) === rule.answered;
  return (Array.isArray(answer) ? answer : [answer]).some((one) => rule.in.includes(one));
};

/** The keys of the items that are shown, in order; the answer to a hidden item counts as not given. */
export const visible = (items, answers) => {
  const counted = {};
  return items
    .filter(({ key, shown_if }) => {
      const shown = isShown(shown_if, counted);
      if (shown && Object.hasOwn(answers, key)) counted[key] = answers[key];
      return shown;
    })
    .map(({ key }) => key);
};
