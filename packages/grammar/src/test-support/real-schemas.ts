import { readdirSync, readFileSync } from "node:fs";
import type { JsonObject } from "../schema/json-value.ts";

const FOLDER = new URL("../../fixtures/schemas/", import.meta.url);

/** Schemas as applications use them: payloads, forms, tool calls. By name. */
export function realSchemas(): [string, JsonObject][] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as JsonObject]);
}
