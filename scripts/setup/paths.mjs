import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root folder. */
export const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));
/** All that a local run leaves behind; disposable. */
export const STATE_DIR = join(ROOT, ".steadytext");
/** Storage of the local Workers: must be the same for `wrangler dev` and for each command that seeds it. */
export const PERSIST_DIR = join(STATE_DIR, "state");
/** Executables of the installed packages, Node among them. */
export const BIN_DIR = join(ROOT, "node_modules", ".bin");

/** Folder of the weights, outside the checkout so that clones share them. A relative path is meant from the root, whichever package asks. */
export function cacheDir(env = process.env) {
  if (env.STEADYTEXT_CACHE_DIR) return resolve(ROOT, env.STEADYTEXT_CACHE_DIR);
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "steadytext-edge");
}
