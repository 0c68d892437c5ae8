import type { GenerateRequest, SteadyTextClient } from "@steadytext/edge/client";
import type { Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { addGenerationOptions, generationFields, type GenerationOptions } from "../settings/generation-options.ts";
import { readInput } from "../settings/read-input.ts";

interface Options extends GenerationOptions {
  readonly stream?: boolean;
  readonly raw?: boolean;
  readonly logprobs?: boolean;
}

const EXAMPLES = `
Examples:
  steadytext generate "Write one sentence about rain."
  cat letter.txt | steadytext generate --system "Summarise in ten words." --max-tokens 40
  steadytext generate "Name a colour." --choice red --choice blue --json
  steadytext generate "A person" --schema person.schema.json`;

/** `steadytext generate`: text for a prompt. */
export function addGenerate(program: Command, surroundings: Surroundings): void {
  addGenerationOptions(
    program.command("generate").description("text for a prompt").argument("[prompt]", "the prompt; stdin where it is - or left out"),
  )
    .option("--stream", "write each piece as it comes; with --json an event a line")
    .option("--raw", "give the prompt to the model as it is, without the chat template")
    .option("--logprobs", "tell log-probabilities (with --json)")
    .addHelpText("after", EXAMPLES)
    .action(inSession(surroundings, generate));
}

async function generate(session: Session, options: Options, prompt: string | undefined): Promise<void> {
  const asked: GenerateRequest = {
    prompt: await readInput(prompt, session.surroundings.stdin, "prompt"),
    ...generationFields(options),
    ...(options.raw === true ? { raw: true } : {}),
    ...(options.logprobs === true ? { return_logprobs: true } : {}),
  };
  const client = await session.client();
  if (options.stream === true) return stream(session, client, asked);
  const answer = await client.generate(asked, { signal: session.signal });
  await session.output.result(answer, () => answer.text);
}

async function stream({ output, signal }: Session, client: SteadyTextClient, asked: GenerateRequest): Promise<void> {
  const events = client.stream(asked, { signal });
  for await (const event of events) await output.write(output.json ? `${JSON.stringify(event)}\n` : event.text);
  await output.result(await events.final(), () => "");
}
