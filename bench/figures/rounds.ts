/** Every value that the figures are made of, in milliseconds: a token, a pass over memory, or until a first token. */
export type ValueName =
  | "edge decode"
  | "edge streaming"
  | "edge streaming of 1 GB"
  | "edge prefill"
  | "edge short prefill"
  | "edge decode at 50"
  | "edge decode at 1000"
  | "edge decode of 8 streams"
  | "edge first token"
  | "edge first token after its prefix"
  | "edge copies, plain"
  | "edge copies, prompt lookup"
  | "edge other texts, plain"
  | "edge other texts, prompt lookup"
  | "engine cold first token"
  | "llama.cpp decode"
  | "llama.cpp prefill"
  | "wllama decode"
  | "wllama short prefill"
  | "onnxruntime-web decode";

/** Takes one or more values. */
export type Measurement = () => Promise<Values>;
type Values = Readonly<Partial<Record<ValueName, number>>>;

/** Value i of every name is of the same round. */
export type Rounds = ReadonlyMap<ValueName, readonly number[]>;

/**
 * Takes every measurement once a round, so that a neighbour on the machine slows all alike. The first round warms up and is dropped.
 */
export async function runRounds(measurements: readonly Measurement[], rounds: number, onRound?: (round: number) => void): Promise<Rounds> {
  const taken = new Map<ValueName, number[]>();
  for (let round = 0; round <= rounds; round++) {
    onRound?.(round);
    for (const measure of measurements) {
      const values = Object.entries(await measure()) as [ValueName, number][];
      if (round > 0) for (const [name, value] of values) taken.set(name, [...(taken.get(name) ?? []), value]);
    }
  }
  return taken;
}
