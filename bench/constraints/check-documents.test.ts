import { beforeAll, expect, test } from "vitest";
import type { Runtime } from "@steadytext/llm";
import { loadModel } from "../accuracy/load-model.ts";
import { checkDocuments } from "./check-documents.ts";
import { realSchemas } from "./real-schemas.ts";

/** Every sixth of the schemas, so that each kind of application is among them. */
const SAMPLE = realSchemas().filter((_, at) => at % 6 === 0);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await loadModel();
});

test("documents of the real model are valid to an independent validator, at temperature 0 and 1", async () => {
  const checked = await checkDocuments(runtime, { schemas: SAMPLE, documents: 2, maxTokens: 90 });
  expect(checked.flatMap(({ faults }) => faults)).toEqual([]);
  expect(checked.every(({ valid }) => valid === 4)).toBe(true);
}, 120_000);
