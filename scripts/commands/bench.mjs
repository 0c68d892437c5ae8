import { once } from "node:events";
import { join } from "node:path";
import { toolEnvironment } from "../setup/environment.mjs";
import { BIN_DIR, ROOT } from "../setup/paths.mjs";
import { prepare } from "../setup/prepare.mjs";
import { startProcess } from "../setup/processes.mjs";
import { createStepRunner } from "../setup/steps.mjs";

/** `npm run bench`: the benchmark with the arguments as given, after all it needs is there. */
export async function main(argv) {
  await prepare(createStepRunner());
  const child = startProcess(join(BIN_DIR, "node"), [join(ROOT, "bench", "run.ts"), ...argv], {
    cwd: ROOT,
    env: toolEnvironment(),
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  return code ?? 1;
}
