import { SAMPLING_DEFAULTS, type EffectiveGenerateRequest } from "./generate.ts";

/** The sampling fields of a request of either family, as they arrive; null is OpenAI's way to leave one out. */
export interface SamplingFields {
  readonly temperature?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly top_k?: number | null | undefined;
  readonly top_p?: number | null | undefined;
  readonly min_p?: number | null | undefined;
  readonly presence_penalty?: number | null | undefined;
  readonly frequency_penalty?: number | null | undefined;
  readonly logit_bias?: Readonly<Record<string, number>> | null | undefined;
}

const DEFAULT_SEED = 42;

type Sampling = Pick<
  EffectiveGenerateRequest,
  "temperature" | "seed" | "topK" | "topP" | "minP" | "presencePenalty" | "frequencyPenalty" | "logitBias"
>;

/** Fills the defaults. At temperature 0 what greedy decoding ignores holds its default, since it changes nothing. */
export function effectiveSampling(fields: SamplingFields): Sampling {
  return {
    ...distribution(fields),
    presencePenalty: unsigned(fields.presence_penalty ?? 0),
    frequencyPenalty: unsigned(fields.frequency_penalty ?? 0),
    logitBias: sortedBias(fields.logit_bias ?? {}),
  };
}

/** Stop strings in their one order, each once. */
export function sortedStops(stops: readonly string[]): readonly string[] {
  return [...new Set(stops)].sort();
}

function distribution({ temperature, seed, top_k, top_p, min_p }: SamplingFields) {
  const { topK, topP, minP } = SAMPLING_DEFAULTS;
  if ((temperature ?? 0) === 0) return { temperature: 0, seed: 0, topK, topP, minP };
  return { temperature: temperature ?? 0, seed: seed ?? DEFAULT_SEED, topK: top_k ?? topK, topP: top_p ?? topP, minP: min_p ?? minP };
}

/** One zero for both. */
function unsigned(value: number): number {
  return value === 0 ? 0 : value;
}

function sortedBias(bias: Readonly<Record<string, number>>): EffectiveGenerateRequest["logitBias"] {
  return Object.entries(bias)
    .map(([token, added]) => [Number(token), added] as const)
    .filter(([, added]) => added !== 0)
    .sort(([a], [b]) => a - b);
}
