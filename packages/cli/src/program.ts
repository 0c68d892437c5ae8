import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addBench } from "./commands/bench.ts";
import { addCache } from "./commands/cache.ts";
import { addChat } from "./commands/chat.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEmbed } from "./commands/embed.ts";
import { addGenerate } from "./commands/generate.ts";
import { addKeys } from "./commands/keys.ts";
import { addMetrics } from "./commands/metrics.ts";
import { addModels } from "./commands/models.ts";
import { addRerank } from "./commands/rerank.ts";
import { addSimilarity } from "./commands/similarity.ts";
import { addTokenize } from "./commands/tokenize.ts";
import { addUsage } from "./commands/usage.ts";
import { addVerify } from "./commands/verify.ts";
import type { Surroundings } from "./output/surroundings.ts";
import { parseCount, parseSeconds } from "./settings/parse-option.ts";

const COMMANDS = [
  addGenerate,
  addChat,
  addEmbed,
  addSimilarity,
  addRerank,
  addTokenize,
  addVerify,
  addModels,
  addKeys,
  addCache,
  addUsage,
  addMetrics,
  addBench,
  addDoctor,
  addConfig,
  addCompletion,
];

const ABOUT = `
Examples:
  steadytext generate "Write one sentence about rain."
  steadytext embed "a text" --json
  steadytext models push model.gguf --activate

Environment:
  STEADYTEXT_URL      the service's address
  STEADYTEXT_API_KEY  a key; a key never is an argument
  STEADYTEXT_CONFIG   the file that \`steadytext config\` writes
  NO_COLOR            no colours

Exit codes: 0 done, 1 other, 2 usage, 3 authentication, 4 not found, 5 rate limited, 6 network, 7 integrity, 130 interrupted.`;

/** The whole command: what it takes, and what each part of it does. Writes to the surroundings' streams, and throws instead of exiting. */
export function commandProgram(surroundings: Surroundings): Command {
  const { stdout, stderr, env } = surroundings;
  const program = new Command("steadytext")
    .description("Text and embeddings that are the same to the byte, and the service that gives them")
    .version(packageJson.version)
    .option("--url <address>", "the service's address")
    .option("--api-key-file <file>", "a file that holds the key; - is stdin")
    .option("--json", "results as JSON on one line")
    .option("--quiet", "nothing on stderr but failures")
    .option("--no-input", "ask nothing")
    .option("--timeout <seconds>", "how long nothing may come", parseSeconds)
    .option("--retries <n>", "how often to try again after a passing failure", parseCount)
    .addHelpText("after", ABOUT)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(`${text.trimEnd()}\n  See: steadytext --help\n`),
      getOutHasColors: () => stdout.isTTY === true && !env["NO_COLOR"],
      getErrHasColors: () => stderr.isTTY === true && !env["NO_COLOR"],
    })
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of COMMANDS) add(program, surroundings);
  return program;
}
