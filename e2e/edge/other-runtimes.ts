import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of these programs in PATH, outside of what the repository installs; null where there is none. */
function installed(program: string): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "" && !folder.includes("node_modules"));
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A runtime that runs the client elsewhere than in this process. */
export interface OtherRuntime {
  readonly name: string;
  /** Null where it is not installed. */
  readonly program: string | null;
  /** Put before the program's file. */
  readonly options: readonly string[];
}

/** Runtimes beside this one: Node as the system has it, the oldest that is supported in continuous integration. */
export const OTHER_RUNTIMES: readonly OtherRuntime[] = [
  { name: "the system's Node", program: installed("node"), options: [] },
  { name: "Deno", program: installed("deno"), options: ["run", "--allow-net", "--allow-read", "--allow-env"] },
  { name: "Bun", program: installed("bun"), options: [] },
];
