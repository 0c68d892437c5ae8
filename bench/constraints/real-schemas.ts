import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../packages/grammar/fixtures/schemas/", import.meta.url);

/** A JSON Schema as an application has it, and its name. */
export interface RealSchema {
  readonly name: string;
  readonly schema: object;
}

/** Schemas of API payloads, forms and tool calls, by name. */
export function realSchemas(): RealSchema[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => ({ name: file.replace(".json", ""), schema: JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as object }));
}
