import { parseArgs } from "node:util";
import { SetupError } from "./setup-error.mjs";

const DEFAULT_PORT = 8787;

export const START_HELP = `Usage: npm start [-- OPTIONS]

Installs, builds, fetches the model weights, starts the four Workers on this machine and runs a first generation.

  --model-file FILE   generate with another llama-architecture GGUF file (matrices in Q4_0, Q4_1 or Q8_0)
  --fresh             forget all local state first (keys, caches, published models); the fetched weights are kept
  --help              show this text

  PORT=8788 npm start            listen on another port (default ${DEFAULT_PORT})
  STEADYTEXT_CACHE_DIR=FOLDER    keep the weights there (default ~/.cache/steadytext-edge)`;

export const TEST_HELP = `Usage: npm test [-- OPTIONS]

Installs, builds, fetches the model weights, then runs every check and test. What has not changed since it last passed is not run again.

  --only PACKAGE      the tests of one package, for example: npm test -- --only kernel
  --help              show this text`;

const DEFAULT_ROUNDS = 5;

export const BENCH_HELP = `Usage: npm run bench [-- OPTIONS]

Installs, builds, fetches the model weights, then measures in workerd and writes the figures to bench/results/.

  --peers             measure llama.cpp, wllama, onnxruntime-web and native onnxruntime in the same rounds; each is installed when it is first needed
  --rounds N          take every figure N times, from 1 to 100 (default ${DEFAULT_ROUNDS}); medians of less than 5 are for a quick look
  --model-file FILE   measure another llama-architecture GGUF file (matrices in Q4_0, Q4_1 or Q8_0)
  --help              show this text`;

function parse(argv, options, help) {
  try {
    return parseArgs({ args: argv, options: { ...options, help: { type: "boolean", default: false } } }).values;
  } catch (error) {
    // The parser's own hint about positional arguments helps nobody here.
    throw new SetupError(error.message.split(". ")[0] + ".", `These are understood:\n\n${help}`);
  }
}

/** Options of `npm start`: { modelFile?, fresh, help }. Unknown ones are refused. */
export function parseStartOptions(argv) {
  const values = parse(argv, { "model-file": { type: "string" }, fresh: { type: "boolean", default: false } }, START_HELP);
  return { modelFile: values["model-file"], fresh: values.fresh, help: values.help };
}

/** Options of `npm test`: { only?, help }. Unknown ones are refused. */
export function parseTestOptions(argv) {
  return parse(argv, { only: { type: "string" } }, TEST_HELP);
}

/** Options of `npm run bench`: { peers, rounds, modelFile?, help }. Unknown ones are refused. */
export function parseBenchOptions(argv) {
  const options = { peers: { type: "boolean", default: false }, rounds: { type: "string" }, "model-file": { type: "string" } };
  const values = parse(argv, options, BENCH_HELP);
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
    throw new SetupError(
      `--rounds is "${values.rounds}", which is not a whole number from 1 to 100.`,
      `For example: npm run bench -- --rounds ${DEFAULT_ROUNDS}`,
    );
  }
  return { peers: values.peers, rounds, modelFile: values["model-file"], help: values.help };
}

/** The port to listen on, from the environment. */
export function portFrom(env) {
  if (env.PORT === undefined || env.PORT === "") return DEFAULT_PORT;
  const port = Number(env.PORT);
  if (/^\d+$/.test(env.PORT) && port >= 1 && port <= 65535) return port;
  throw new SetupError(
    `PORT is "${env.PORT}", which is not a port number.`,
    "Set it to a number from 1 to 65535, or leave it out for 8787.",
  );
}
