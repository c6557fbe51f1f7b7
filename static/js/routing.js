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

const testsIn = (rule) => {
  if (!rule) return [];
  return [...("item" in rule ? [rule] : []), ...[...(rule.all ?? []), ...(rule.any ?? []), ...(rule.not ? [rule.not] : [])].flatMap(testsIn)];
};

/**
 * The fewest and the most items that can still be shown from place `start` on, in every way the routing can go:
 * as app/instrument/form_pages.py counts them. `answers` beyond `start` count where they were given already.
 */
export const stillToCome = (items, answers, start) => {
  const before = visible(items.slice(0, start), answers).filter((key) => Object.hasOwn(answers, key));
  let ways = [{ said: Object.fromEntries(before.map((key) => [key, answers[key]])), least: 0, most: 0 }];
  items.slice(start).forEach(({ key, shown_if, possible = [null] }, place) => {
    const tests = items.slice(start + place + 1).flatMap((item) => testsIn(item.shown_if));
    const merged = new Map();
    for (const { said, least, most } of ways) {
      const shown = isShown(shown_if, said);
      const given = Object.hasOwn(answers, key) ? [answers[key]] : possible;
      for (const answer of shown ? given : [null]) {
        const all = { ...said, [key]: answer };
        const kept = Object.fromEntries(Object.entries(all).filter(([name]) => tests.some(({ item }) => item === name)));
        const mark = JSON.stringify(Object.entries(kept).sort(([one], [other]) => (one < other ? -1 : 1)));
        const other = merged.get(mark);
        const count = { least: least + shown, most: most + shown };
        merged.set(mark, { said: kept, least: Math.min(count.least, other?.least ?? Infinity), most: Math.max(count.most, other?.most ?? 0) });
      }
    }
    ways = [...merged.values()];
  });
  return { least: Math.min(...ways.map(({ least }) => least)), most: Math.max(...ways.map(({ most }) => most)) };
};
