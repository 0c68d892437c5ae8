import { createInterface } from "node:readline/promises";
import type { ChatMessage, ChatOptions, SteadyTextClient } from "@steadytext/edge/client";
import type { Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { addGenerationOptions, generationFields, type GenerationOptions } from "../settings/generation-options.ts";
import { readInput } from "../settings/read-input.ts";

const EXAMPLES = `
Examples:
  steadytext chat                         a conversation; /reset begins anew, /exit or Ctrl-D ends it
  steadytext chat "What is a KV cache?"   one question`;

/** `steadytext chat`: one question, or a conversation. */
export function addChat(program: Command, surroundings: Surroundings): void {
  addGenerationOptions(
    program
      .command("chat")
      .description("a conversation, or one question")
      .argument("[message]", "the question; a conversation where it is left out"),
  )
    .addHelpText("after", EXAMPLES)
    .action(inSession(surroundings, chat));
}

async function chat(session: Session, options: GenerationOptions, message: string | undefined): Promise<void> {
  const { system, ...rest } = generationFields(options);
  const opening: ChatMessage[] = system === undefined ? [] : [{ role: "system", content: system }];
  const client = await session.client();
  if (message === undefined && session.isInteractive) return converse(session, client, opening, rest);
  const content = await readInput(message, session.surroundings.stdin, "message");
  const answer = await client.chat([...opening, { role: "user", content }], rest, { signal: session.signal });
  await session.output.result(answer, () => answer.choices[0]?.message.content ?? "");
}

async function converse(session: Session, client: SteadyTextClient, opening: readonly ChatMessage[], options: ChatOptions): Promise<void> {
  const { stdin, stderr } = session.surroundings;
  const lines = createInterface({ input: stdin, output: stderr, prompt: session.output.styled("cyan", "you> ") });
  let messages = [...opening];
  lines.prompt();
  for await (const line of lines) {
    const content = line.trim();
    if (content === "/exit") break;
    if (content === "/reset") messages = [...opening];
    else if (content !== "") messages = await turn(session, client, [...messages, { role: "user", content }], options);
    lines.prompt();
  }
  lines.close();
}

/** The conversation with the answer to its last message, which is written as it comes. */
async function turn(
  { output, signal }: Session,
  client: SteadyTextClient,
  messages: readonly ChatMessage[],
  options: ChatOptions,
): Promise<ChatMessage[]> {
  let content = "";
  for await (const chunk of client.chatStream(messages, options, { signal })) {
    const piece = chunk.choices[0]?.delta.content ?? "";
    content += piece;
    await output.write(piece);
  }
  await output.write("\n");
  return [...messages, { role: "assistant", content }];
}
