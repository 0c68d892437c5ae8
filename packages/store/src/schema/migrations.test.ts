import { readFile } from "node:fs/promises";
import { type DrizzleSQLiteSnapshotJSON, generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import { expect, test } from "vitest";
import * as schema from "./index.ts";

const meta = new URL("../../../../migrations/meta/", import.meta.url);

async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(name, meta), "utf8"));
}

test("the committed migrations build the schema as it is: after changing it, run migrate:generate", async () => {
  const journal = (await readJson("_journal.json")) as { entries: { idx: number }[] };
  const last = String(journal.entries.at(-1)!.idx).padStart(4, "0");
  const committed = (await readJson(`${last}_snapshot.json`)) as DrizzleSQLiteSnapshotJSON;
  expect(await generateSQLiteMigration(committed, await generateSQLiteDrizzleJson(schema))).toEqual([]);
});
