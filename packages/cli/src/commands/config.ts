import { password, isCancel } from "@clack/prompts";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { usageFailure } from "../failures/command-failure.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { maskedKey } from "../settings/api-key.ts";
import { configPath, readConfig, writeConfig } from "../settings/config-file.ts";

/** `steadytext config`: the address and the key that are kept in a file of the user's own. */
export function addConfig(program: Command, surroundings: Surroundings): void {
  const config = program.command("config").description("the address and the key that are kept for you");
  config.command("show").description("what is kept, and where; never the key itself").action(inSession(surroundings, show));
  config
    .command("set-url")
    .description("keep the service's address")
    .argument("<address>", "e.g. https://text.example.com")
    .action(inSession(surroundings, setUrl));
  config
    .command("set-key")
    .description("keep a key, read from stdin or asked for")
    .addHelpText("after", "\nExample:\n  steadytext config set-key < key.txt")
    .action(inSession(surroundings, setKey));
}

async function show({ output, surroundings }: Session): Promise<void> {
  const path = configPath(surroundings.env);
  const { url = null, api_key } = readConfig(path);
  const key = api_key === undefined ? null : maskedKey(api_key);
  await output.result({ path, url, key }, () => `file  ${path}\nurl   ${url ?? "(none)"}\nkey   ${key ?? "(none)"}`);
}

async function setUrl({ output, surroundings }: Session, _options: object, address: string): Promise<void> {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw usageFailure(`${address} is not an address.`, "Give one such as https://text.example.com.");
  }
  const path = configPath(surroundings.env);
  writeConfig(path, { ...readConfig(path), url: address });
  output.note(`Kept in ${path}.`);
}

async function setKey(session: Session): Promise<void> {
  const { env } = session.surroundings;
  const path = configPath(env);
  const before = readConfig(path);
  const key = (await readKey(session)).trim();
  if (!/^st_(live|test)_\w+$/.test(key))
    throw usageFailure(
      "That is no key: keys begin with st_live_ or st_test_.",
      "Give the key as the service showed it, alone on one line.",
    );
  writeConfig(path, { ...before, api_key: key });
  session.output.note(`Kept ${maskedKey(key)} in ${path}, which only you may open.`);
}

async function readKey({ surroundings: { stdin, stderr }, isInteractive }: Session): Promise<string> {
  if (!isInteractive) return text(stdin);
  const typed = await password({ message: "API key", input: stdin as never, output: stderr as never });
  if (isCancel(typed)) throw new DOMException("Interrupted", "AbortError");
  return typed;
}
