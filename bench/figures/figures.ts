import { spread, type Spread } from "./statistics.ts";
import { TOKEN_BYTES } from "./workload.ts";

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** What the project asks for. */
  readonly goal?: string;
  /** One value a round. */
  readonly values: readonly number[];
  readonly spread: Spread;
}

type Rounds = ReadonlyMap<string, readonly number[]>;

/** Rates and ratios from milliseconds; a ratio is taken within each round, and is left out when a side was not measured. */
export function figures(rounds: Rounds): Figure[] {
  const lines = [
    rate(rounds, "decode in workerd", "edge decode", "≥ 50"),
    rate(rounds, "prefill of 512 tokens in workerd", "edge prefill", "≥ 250"),
    figure(
      "memory streaming in workerd",
      "GB/s",
      undefined,
      each(rounds, "edge streaming", (ms) => TOKEN_BYTES / 1e6 / ms),
    ),
    ratio(rounds, "decode time ÷ time to stream its bytes", ["edge decode", "edge streaming"], "≤ 1.5"),
    rate(rounds, "decode in llama.cpp", "llama.cpp decode"),
    rate(rounds, "prefill of 512 tokens in llama.cpp", "llama.cpp prefill"),
    ratio(rounds, "decode speed ÷ llama.cpp's", ["llama.cpp decode", "edge decode"], "≥ 0.65"),
    ratio(rounds, "prefill speed ÷ llama.cpp's", ["llama.cpp prefill", "edge prefill"], "≥ 1.4"),
  ];
  return lines.filter((line) => line !== undefined);
}

function rate(rounds: Rounds, name: string, key: string, goal?: string): Figure | undefined {
  return figure(
    name,
    "tok/s",
    goal,
    each(rounds, key, (ms) => 1000 / ms),
  );
}

function ratio(rounds: Rounds, name: string, [over, under]: readonly [string, string], goal: string): Figure | undefined {
  const divisors = rounds.get(under);
  return figure(name, "×", goal, divisors && each(rounds, over, (ms, round) => ms / divisors[round]!));
}

function each(rounds: Rounds, key: string, of: (ms: number, round: number) => number): number[] | undefined {
  return rounds.get(key)?.map(of);
}

function figure(name: string, unit: string, goal: string | undefined, values: number[] | undefined): Figure | undefined {
  if (values === undefined) return undefined;
  return { name, unit, ...(goal !== undefined && { goal }), values, spread: spread(values) };
}
