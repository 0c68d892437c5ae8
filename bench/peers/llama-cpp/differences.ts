import type { References, ScoresReference } from "./references.ts";

/** Another CPU build of llama.cpp sums in another order, which 8-bit activations amplify. */
const MEAN_TOLERANCE = { quantized: 0.004, fullPrecision: 0.0002 } as const;

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
    return other === undefined || !equalIds(text.tokens, other.tokens) ? [`tokens of ${text.name}`] : movedMeans(text, other);
  });
  return [...strings, ...texts];
}

function movedMeans(committed: ScoresReference, computed: ScoresReference): string[] {
  return (["quantized", "fullPrecision"] as const).flatMap((precision) => {
    const [was, is] = [mean(committed[precision].logProbs), mean(computed[precision].logProbs)];
    const moved = Math.abs(is / was - 1) > MEAN_TOLERANCE[precision];
    return moved ? [`mean log-likelihood of ${committed.name}, ${precision}: ${was} became ${is}`] : [];
  });
}

function equalIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
