import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CommandFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";
import { hashFile } from "../upload/hash-file.ts";

/** The GGUF file of a digest in the folder where set-up keeps weights. */
export async function findModelFile(digest: string, { surroundings: { env }, signal }: Session): Promise<string> {
  const folder = env["STEADYTEXT_CACHE_DIR"] || join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "steadytext-edge");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".gguf")) : [];
  for (const name of files) {
    const path = join(folder, name);
    if (statSync(path).isFile() && (await hashFile(path, signal)) === digest) return path;
  }
  throw new CommandFailure(EXIT.notFound, `No model of SHA-256 ${digest} is in ${folder}.`, "Give its file with --model-file.");
}
