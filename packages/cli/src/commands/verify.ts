import { readFileSync } from "node:fs";
import { generateAnswer, type GenerateAnswer } from "@steadytext/core";
import type { Command } from "commander";
import { CommandFailure, usageFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { addGenerationOptions, generationFields, type GenerationOptions } from "../settings/generation-options.ts";
import { readInput } from "../settings/read-input.ts";
import { compareAnswers } from "../verify/compare-answers.ts";
import { findModelFile } from "../verify/find-model-file.ts";

interface Options extends GenerationOptions {
  readonly raw?: boolean;
  readonly answer?: string;
  readonly modelFile?: string;
}

const EXAMPLES = `
Examples:
  steadytext verify "Write one sentence about rain."             asks the service, computes it here, compares
  steadytext generate "Hello" --json > hello.json
  steadytext verify "Hello" --answer hello.json --model-file smollm2-135m-instruct-q4_1.gguf`;

/** `steadytext verify`: the same answer computed here, by the same WebAssembly, compared byte for byte. */
export function addVerify(program: Command, surroundings: Surroundings): void {
  addGenerationOptions(
    program
      .command("verify")
      .description("compute a stored answer here and compare the bytes")
      .argument("[prompt]", "the prompt; stdin where it is - or left out"),
  )
    .option("--raw", "the prompt went to the model as it is")
    .option("--answer <file>", "an answer that `generate --json` gave, instead of the service's")
    .option("--model-file <file>", "the model's GGUF file; looked for in the folder of set-up's weights by default")
    .addHelpText("after", EXAMPLES)
    .action(inSession(surroundings, verify));
}

/** An answer with what its headers say of how it came about. */
interface Claim {
  readonly answer: GenerateAnswer;
  /** SHA-256 of the model's weights. */
  readonly modelDigest: string | null;
  readonly requestDigest: string | null;
  readonly engineDigest: string | null;
  /** Tokens; null where only the file says it. */
  readonly contextLength: number | null;
}

async function verify(session: Session, options: Options, prompt: string | undefined): Promise<void> {
  const text = await readInput(prompt, session.surroundings.stdin, "prompt");
  const asked = { prompt: text, ...generationFields(options), ...(options.raw === true ? { raw: true } : {}) };
  const claim = options.answer === undefined ? await askService(session, asked) : savedAnswer(options.answer);
  if (claim.modelDigest === null && options.modelFile === undefined)
    throw usageFailure("Nothing says which model gave the answer.", "Give its file with --model-file.");
  const file = options.modelFile ?? (await findModelFile(claim.modelDigest ?? "", session));
  // The engine takes a while to load.
  const { recompute } = await import("../verify/recompute.ts");
  const computed = await recompute(session, { asked, file, ...claim });
  const differences = compareAnswers(claim.answer, computed.answer);
  const facts = {
    verified: differences.length === 0,
    model_digest: computed.modelDigest,
    request_digest: computed.requestDigest,
    differences,
  };
  if (differences.length > 0) {
    throw new CommandFailure(
      EXIT.integrity,
      `The answer is not what was asked for: ${differences.join("; ")}.`,
      "Report it with the prompt and the options: this must never happen.",
    );
  }
  await session.output.result(
    facts,
    () => `The same bytes: ${Buffer.byteLength(claim.answer.text)} of text, request ${computed.requestDigest}`,
  );
}

async function askService(session: Session, asked: { prompt: string }): Promise<Claim> {
  const client = await session.client();
  const call = { signal: session.signal };
  const answer = await client.generate(asked, call);
  const { models } = await client.info(call);
  const digest = /@sha256:([0-9a-f]{64})$/.exec(answer.meta.model ?? "")?.[1] ?? null;
  const isDefault = models.generate?.model_digest === digest;
  const contextLength = isDefault ? (models.generate?.context_length ?? null) : null;
  const engineDigest = models.generate?.engine_digest ?? null;
  return { answer: generateAnswer.parse(answer), modelDigest: digest, requestDigest: answer.meta.digest, engineDigest, contextLength };
}

function savedAnswer(path: string): Claim {
  const parsed = generateAnswer.safeParse(parseJson(readFileSync(path, "utf8")));
  if (!parsed.success)
    throw usageFailure(`${path} is not an answer of generate.`, "Save one with `steadytext generate … --json > answer.json`.");
  return { answer: parsed.data, modelDigest: null, requestDigest: null, engineDigest: null, contextLength: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
