// Where things are, in words: on this tablet or in the clinic, by what the last request brought.

const DAY_MS = 86400000;
const OUTCOMES = ["fine", "offline", "signed_out", "not_here", "no_room", "others", "held"];

/** Fill words in; plural forms are chosen by `n`. @param {any} words @param {Record<string, string | number>} values */
export function filled(words, language, values) {
  const form = typeof words === "string" ? words : (words[new Intl.PluralRules(language).select(values.n)] ?? words.other);
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/**
 * Say where what was written is.
 * @param {import("./index.js").State} state
 * @param {any} words  the couch's words, `saved`
 * @returns {{place: string, why: string, tone: "good" | "attention" | "alarm"}}
 */
export function saying(state, words, language) {
  const { unsaved, unsent, since, rejected, outcome, writer } = state;
  const why = writer ? (words.why[OUTCOMES.includes(outcome) ? outcome : outcome === "never" ? "never" : "trouble"] ?? "") : words.why.other_tab;
  if (unsaved) return { place: filled(words.nowhere, language, { n: unsaved }), why: words.why.full, tone: "alarm" };
  const tone = since && Date.now() - since > DAY_MS ? "alarm" : "attention";
  if (unsent) return { place: filled(words.tablet, language, { n: unsent }), why: tone === "alarm" ? `${why} ${words.why.old}` : why, tone };
  if (rejected) return { place: filled(words.both, language, { n: rejected }), why: "", tone: "attention" };
  return { place: words.clinic, why: outcome === "fine" && writer ? "" : why, tone: outcome === "fine" ? "good" : "attention" };
}
