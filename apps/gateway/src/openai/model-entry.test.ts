import type { ModelManifest, PublishedModel } from "@steadytext/core";
import { expect, test } from "vitest";
import { modelEntries } from "./model-entry.ts";

const version = (name: string, created: number): ModelManifest => ({
  kind: "generate",
  name,
  version: String(created),
  license: "Apache-2.0",
  file: { sha256: "a".repeat(64), size: 1 },
  created,
  contextLength: 64,
});

function model(name: string, active: string | null, isDefault = false): PublishedModel {
  return { name, kind: "generate", isDefault, active, sequence: 1, versions: [version(name, 1), version(name, 2)], history: [] };
}

const MODELS = [model("b", "1"), model("unused", null), model("z", "2", true), model("a", "2")];

test("lists the names that have a version which answers, the default first, whatever order they are stored in", () => {
  for (const models of [MODELS, [...MODELS].reverse()]) {
    expect(modelEntries(models, { models: null }).map(({ id, created }) => [id, created])).toEqual([
      ["z", 2],
      ["a", 2],
      ["b", 1],
    ]);
  }
});

test("shows a key the models that it may use, and no other", () => {
  expect(modelEntries(MODELS, { models: ["a", "unused", "elsewhere"] }).map(({ id }) => id)).toEqual(["a"]);
});
