import { once } from "node:events";
import { join } from "node:path";
import { toolEnvironment } from "../setup/environment.mjs";
import { generationModel } from "../setup/generation-model.mjs";
import { BENCH_HELP, parseBenchOptions } from "../setup/options.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { prepare } from "../setup/prepare.mjs";
import { startProcess } from "../setup/processes.mjs";
import { createStepRunner } from "../setup/steps.mjs";
import { refuseSwallowedOptions } from "../setup/swallowed-options.mjs";

/** `npm run bench`: the benchmark, after all it needs is there. */
export async function main(argv) {
  refuseSwallowedOptions("npm run bench", ["--peers", "--rounds N", "--model-file FILE"]);
  const { peers, rounds, modelFile, help } = parseBenchOptions(argv);
  if (help) return console.log(BENCH_HELP);
  const options = ["--rounds", String(rounds), ...(peers ? ["--peers"] : [])];
  if (modelFile !== undefined) options.push("--model-file", (await generationModel(modelFile)).path);
  await prepare(createStepRunner());
  const child = startProcess(join(BIN_DIR, "node"), [join(ROOT, "bench", "run.ts"), ...options], {
    cwd: ROOT,
    env: toolEnvironment(),
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  return code ?? 1;
}
