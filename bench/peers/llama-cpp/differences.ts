import type { References } from "./references.ts";

/** Log-probabilities of another CPU build of llama.cpp differ by its order of summation. */
const MEAN_TOLERANCE = 0.002;

/** What llama.cpp says now, where it is not what the committed references say; one line each. */
export function differences(committed: References, computed: References): string[] {
  const now = new Map(computed.tokens.strings.map((entry) => [entry.text, entry]));
  const strings = committed.tokens.strings.flatMap((entry) => {
    const other = now.get(entry.text);
    const equal = other !== undefined && equalIds(entry.ids, other.ids) && equalIds(entry.idsWithSpecials, other.idsWithSpecials);
    return equal ? [] : [`ids of ${JSON.stringify(entry.text)}: ${entry.ids} became ${other?.ids}`];
  });
  const texts = committed.scores.texts.flatMap((text) => {
    const other = computed.scores.texts.find(({ name }) => name === text.name);
    if (other === undefined || !equalIds(text.tokens, other.tokens)) return [`tokens of ${text.name}`];
    const [was, is] = [mean(text.logProbs), mean(other.logProbs)];
    return Math.abs(is / was - 1) <= MEAN_TOLERANCE ? [] : [`mean log-likelihood of ${text.name}: ${was} became ${is}`];
  });
  return [...strings, ...texts];
}

function equalIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
