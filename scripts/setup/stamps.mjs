import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { textSha256 } from "./digest.mjs";

/** Text of a stamp file, or null when there is none. A stamp says what a finished step was done for. */
export function readStamp(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

/** Writes a stamp; to be called only after the step has succeeded. */
export function writeStamp(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** One digest over the names and contents of files, in the order given; a missing file counts as such. */
export function filesDigest(root, names) {
  return textSha256(JSON.stringify(names.map((name) => [name, readStamp(join(root, name))])));
}

/** Names of all files below a folder, sorted, relative to it. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
}
