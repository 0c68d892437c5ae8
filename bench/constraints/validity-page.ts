import type { CheckedDocuments } from "./check-documents.ts";

/** The page that tells how the documents of each schema came out. */
export function validityPage(checked: readonly CheckedDocuments[], maxTokens: number): string {
  const sum = (count: (one: CheckedDocuments) => number): number => checked.reduce((total, one) => total + count(one), 0);
  const faults = checked.flatMap((one) => one.faults.map((fault) => `- ${one.name}: ${fault}`));
  return `# Validity of constrained documents

Written by \`node bench/constraints/write-validity.ts\`: documents of ${checked.length} schemas (\`packages/grammar/fixtures/schemas/\`: API payloads,
forms, tool calls) from the pinned model, half of them at temperature 0 by different prompts and half at temperature 1 by different seeds,
within ${maxTokens} tokens each, judged by ajv with ajv-formats (multiples of decimals to nine places, since it divides doubles).

**${sum((one) => one.valid)} of ${sum((one) => one.generated)} are valid.**

| schema | valid | of |
| --- | --- | --- |
${checked.map(({ name, valid, generated }) => `| ${name} | ${valid} | ${generated} |`).join("\n")}
${faults.length === 0 ? "" : `\n${faults.join("\n")}\n`}`;
}
