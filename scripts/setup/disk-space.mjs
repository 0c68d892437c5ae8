import { mkdirSync, statfsSync } from "node:fs";
import { SetupError } from "./setup-error.mjs";

/** Refuses early when a folder's disk has too little room: a half-written install is harder to understand than this. */
export function requireDiskSpace(folder, bytes, what, statfs = statfsSync) {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfs(folder);
  const free = Number(bavail) * Number(bsize);
  if (free >= bytes) return;
  throw new SetupError(
    `Too little disk space for ${what}: ${megabytes(bytes)} MB are needed in ${folder}, ${megabytes(free)} MB are free.`,
    "Free some space, then run the command again.",
  );
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
