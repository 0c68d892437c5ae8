import { atLeast, atMost, type Goal } from "./goal.ts";
import type { Rounds, ValueName } from "./rounds.ts";
import { spread, type Spread } from "./statistics.ts";

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly goal?: Goal;
  /** One value a round. */
  readonly values: readonly number[];
  readonly spread: Spread;
}

interface Definition {
  readonly name: string;
  readonly unit: string;
  readonly goal?: Goal;
  /** What the value is made of, all of the same round. */
  readonly from: readonly ValueName[];
  readonly of: (...values: readonly number[]) => number;
}

const DEFINITIONS: readonly Definition[] = [
  { name: "requests to a Worker that says hello", unit: "req/s", from: ["hello"], of: (ms = 0) => 1000 / ms },
  speed("cached /generate ÷ hello", "gateway cached generation", "hello", atLeast(0.4, 0.5)),
  speed("malformed key refused ÷ hello", "gateway malformed key", "hello", atLeast(0.8, 0.9)),
  speed("over the limit refused ÷ hello", "gateway over the limit", "hello", atLeast(0.55, 0.65)),
  ratio("p99 beside a key flooded at ten times its limit ÷ alone", "gateway p99 beside a flooded key", "gateway p99 alone", atMost(2, 1.5)),
  speed("cache hit from memory, over the binding ÷ hello", "cache hit from memory", "hello beside the cache", atLeast(0.5, 0.6)),
  speed("cache hit from KV, over the binding ÷ hello", "cache hit from KV", "hello beside the cache"),
  speed("cache hit from D1, over the binding ÷ hello", "cache hit from D1", "hello beside the cache"),
  {
    name: "another tenant's prompts told by time: distance of the AUC from 0.5",
    unit: "",
    goal: atMost(0.05, 0.02),
    from: ["cache timing bias"],
    of: (bias = 0) => bias,
  },
  rate("decode in workerd", "edge decode"),
  rate("prefill of 512 tokens in workerd", "edge prefill"),
  { name: "memory streaming in workerd", unit: "GB/s", from: ["edge streaming of 1 GB"], of: (ms = 0) => 1000 / ms },
  ratio("decode time ÷ time to stream its bytes", "edge decode", "edge streaming", atMost(1.5, 1.3)),
  speed("decode at 1,000 tokens of context ÷ at 50", "edge decode at 1000", "edge decode at 50", atLeast(0.7, 0.8)),
  rate("decode of 8 streams together in workerd", "edge decode of 8 streams"),
  speed("decode of 8 streams together ÷ of one", "edge decode of 8 streams", "edge decode", atLeast(2.5, 3.2)),
  ratio("time to first token, 400-token prefix known ÷ new", "edge first token after its prefix", "edge first token", atMost(0.25, 0.1)),
  speed("prompt lookup ÷ plain, copy-heavy", "edge copies, prompt lookup", "edge copies, plain", atLeast(1.5, 2)),
  speed("prompt lookup ÷ plain, other texts", "edge other texts, prompt lookup", "edge other texts, plain", atLeast(0.97, 1)),
  speed("tokens a second held to a schema ÷ free", "edge constrained", "edge unconstrained", atLeast(0.9, 0.95)),
  speed(
    "tokens a second held to a schema of much fixed text ÷ free",
    "edge constrained, fixed text",
    "edge unconstrained",
    atLeast(1.5, 2),
  ),
  speed("engine's tokens a second ÷ its scheduler's, one stream", "engine, one stream", "scheduler, one stream", atLeast(0.95, 0.98)),
  speed("engine's tokens a second ÷ its scheduler's, 8 streams", "engine, 8 streams", "scheduler, 8 streams", atLeast(0.95, 0.98)),
  { name: "R2 to first token, cold", unit: "s", goal: atMost(2, 1), from: ["engine cold first token"], of: (ms = 0) => ms / 1000 },
  ratio("prompt of 30 kB without a blank ÷ of 30 kB of text, over HTTP", "prompt of one word", "prompt of words", atMost(3, 2)),
  ratio("four stop strings of 1 kB ÷ none, over HTTP", "generation with long stops", "generation without stops", atMost(3, 1.1)),
  rate("embedding of 32 tokens in workerd", "edge embedding", "texts/s"),
  rate("embedding of 32 tokens in onnxruntime-web in workerd", "onnxruntime-web embedding", "texts/s"),
  speed("embedding ÷ onnxruntime-web's in workerd", "edge embedding", "onnxruntime-web embedding", atLeast(4, 8)),
  ratio("list of 32 passages, 30 of them cached ÷ all new, over HTTP", "list of known texts", "list of new texts", atMost(0.15, 0.1)),
  rate("embedding of 32 tokens in native onnxruntime, one thread", "native onnxruntime embedding", "texts/s"),
  speed("embedding ÷ native onnxruntime's", "edge embedding", "native onnxruntime embedding", atLeast(0.3, 0.6)),
  rate("decode in llama.cpp", "llama.cpp decode"),
  rate("prefill of 512 tokens in llama.cpp", "llama.cpp prefill"),
  speed("decode ÷ llama.cpp's", "edge decode", "llama.cpp decode", atLeast(0.65, 0.8)),
  speed("prefill ÷ llama.cpp's", "edge prefill", "llama.cpp prefill", atLeast(1.4, 2)),
  rate("decode in wllama", "wllama decode"),
  rate("prefill of 128 tokens in wllama", "wllama short prefill"),
  speed("decode ÷ wllama's", "edge decode", "wllama decode", atLeast(4, 6)),
  speed("prefill ÷ wllama's", "edge short prefill", "wllama short prefill", atLeast(12, 20)),
  rate("decode in onnxruntime-web, matrices alone", "onnxruntime-web decode"),
  speed("decode ÷ onnxruntime-web's matrices alone", "edge decode", "onnxruntime-web decode"),
];

/** Rates and ratios from milliseconds; a ratio is taken within each round, and a figure is left out when a part was not measured. */
export function figures(rounds: Rounds): Figure[] {
  return DEFINITIONS.flatMap(({ name, unit, goal, from, of }) => {
    const parts = from.map((part) => rounds.get(part));
    const [first] = parts;
    if (first === undefined || parts.includes(undefined)) return [];
    const values = first.map((_, round) => of(...parts.map((part) => part![round]!)));
    return [{ name, unit, ...(goal !== undefined && { goal }), values, spread: spread(values) }];
  });
}

/** Tokens a second, or other units of which one takes the measured time. */
function rate(name: string, from: ValueName, unit = "tok/s"): Definition {
  return { name, unit, from: [from], of: (ms = 0) => 1000 / ms };
}

/** Above one where `over` takes longer. */
function ratio(name: string, over: ValueName, under: ValueName, goal?: Goal): Definition {
  return { name, unit: "×", ...(goal !== undefined && { goal }), from: [over, under], of: (a = 0, b = 0) => a / b };
}

/** How many times as fast `ours` is: above one where it takes less time. */
function speed(name: string, ours: ValueName, theirs: ValueName, goal?: Goal): Definition {
  return ratio(name, theirs, ours, goal);
}
