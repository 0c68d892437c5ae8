import type { GenerateAnswer } from "@steadytext/core";

/** In what two answers differ, in words; whether one was cached is no difference. */
export function compareAnswers(told: GenerateAnswer, computed: GenerateAnswer): readonly string[] {
  const differences: string[] = [];
  const at = firstDifference(told.text, computed.text);
  if (at !== null) differences.push(`the text differs from byte ${at} on`);
  for (const field of ["finish_reason", "stop_type"] as const) {
    if (told[field] !== computed[field]) differences.push(`${field} is ${told[field]}, computed ${computed[field]}`);
  }
  for (const [name, count] of Object.entries(computed.usage) as [keyof GenerateAnswer["usage"], number][]) {
    if (told.usage[name] !== count) differences.push(`${name} is ${told.usage[name]}, computed ${count}`);
  }
  if (told.logprobs !== undefined && JSON.stringify(told.logprobs) !== JSON.stringify(computed.logprobs))
    differences.push("the log-probabilities differ");
  return differences;
}

/** The first byte of UTF-8 in which two texts differ; null where they are equal. */
function firstDifference(told: string, computed: string): number | null {
  if (told === computed) return null;
  const [a, b] = [Buffer.from(told), Buffer.from(computed)];
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at === -1 ? a.length : at;
}
