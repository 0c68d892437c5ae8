import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { usageFailure } from "../failures/command-failure.ts";
import type { Output } from "../output/output.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { isOpenToOthers } from "./config-file.ts";

/** A key never is an argument: other users of a machine can see those. */
export async function findApiKey(
  file: string | undefined,
  { env, stdin }: Pick<Surroundings, "env" | "stdin">,
  kept: string | undefined,
  output: Output,
): Promise<string | undefined> {
  if (file === "-") return required(await text(stdin), "stdin");
  if (file !== undefined) {
    const key = required(readFileSync(file, "utf8"), file);
    if (isOpenToOthers(file)) output.warn(`others may open ${file}: chmod 600 ${file}`);
    return key;
  }
  return env["STEADYTEXT_API_KEY"]?.trim() || kept;
}

function required(content: string, where: string): string {
  const key = content.trim();
  if (key === "") throw usageFailure(`There is no key in ${where}.`, "Put the key there, alone on one line.");
  return key;
}

/** A key as it may be shown: which one, but nothing that could be used. */
export function maskedKey(key: string): string {
  const [brand, environment, id] = key.split("_");
  return brand === "st" && id !== undefined ? `st_${environment}_${id}_…` : "…";
}
