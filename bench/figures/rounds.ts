/** Every value that the figures are made of, in milliseconds: a token, a text, a pass over memory, a request, or until a first token. */
export type ValueName =
  | "hello"
  | "gateway cached generation"
  | "gateway malformed key"
  | "gateway over the limit"
  | "gateway p99 alone"
  | "gateway p99 beside a flooded key"
  | "hello beside the cache"
  | "cache hit from memory"
  | "cache hit from KV"
  | "cache hit from D1"
  | "cache timing bias"
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
  | "edge unconstrained"
  | "edge constrained"
  | "edge constrained, fixed text"
  | "prompt of words"
  | "prompt of one word"
  | "generation without stops"
  | "generation with long stops"
  | "engine cold first token"
  | "scheduler, one stream"
  | "engine, one stream"
  | "scheduler, 8 streams"
  | "engine, 8 streams"
  | "edge embedding"
  | "onnxruntime-web embedding"
  | "native onnxruntime embedding"
  | "list of new texts"
  | "list of known texts"
  | "llama.cpp decode"
  | "llama.cpp prefill"
  | "wllama decode"
  | "wllama short prefill"
  | "onnxruntime-web decode";

/** Takes one or more values. */
export type Measurement = () => Promise<Readonly<Partial<Record<ValueName, number>>>>;

/** What is compared with one another, and so measured side by side; in this order. */
const TOPICS = [
  "gateway",
  "cache",
  "decode",
  "prefill",
  "short prefill",
  "context",
  "prefix",
  "lookup",
  "constraints",
  "embedding",
  "embedding list",
  "awkward",
  "engine",
  "start",
] as const;

/** What one contender measures on each topic. */
export type Measurements = Readonly<Partial<Record<(typeof TOPICS)[number], readonly Measurement[]>>>;

/** Value i of every name is of the same round. */
export type Rounds = ReadonlyMap<ValueName, readonly number[]>;

/**
 * Takes every measurement once a round, what is compared one after the other, so that a neighbour on the machine slows all alike. The first
 * round warms up and is dropped.
 */
export async function runRounds(contenders: readonly Measurements[], rounds: number, onRound?: (round: number) => void): Promise<Rounds> {
  const inOrder = TOPICS.flatMap((topic) => contenders.flatMap((contender) => contender[topic] ?? []));
  const taken = new Map<ValueName, number[]>();
  for (let round = 0; round <= rounds; round++) {
    onRound?.(round);
    for (const measure of inOrder) {
      const values = Object.entries(await measure()) as [ValueName, number][];
      if (round > 0) for (const [name, value] of values) taken.set(name, [...(taken.get(name) ?? []), value]);
    }
  }
  return taken;
}
