import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { golden, logprobGolden, type Golden, type LogprobGolden } from "../test-support/goldens.ts";
import { kernelModules, modelStream, reusedChunks } from "../test-support/weights.ts";
import { loadRuntime, type LoadOptions } from "./load-runtime.ts";
import type { Runtime } from "./runtime.ts";

const PINNED = JSON.parse(readFileSync(new URL("../../golden/generations.json", import.meta.url), "utf8")) as Golden[];
const LOGPROBS = JSON.parse(readFileSync(new URL("../../golden/logprobs.json", import.meta.url), "utf8")) as LogprobGolden;
const CONTEXT = 1024;

async function load(options: Partial<LoadOptions> = {}): Promise<Runtime> {
  const loaded = await loadRuntime({ modules: kernelModules(), ...modelStream(), contextLength: CONTEXT, ...options });
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}

async function inTurn(runtime: Runtime): Promise<Golden[]> {
  const answers: Golden[] = [];
  for (const prompt of PINNED) answers.push(await golden(runtime, prompt));
  return answers;
}

describe("the real model's pinned answers", () => {
  it("are the same from a file read in other chunks, none of which is kept", async () => {
    expect(await inTurn(await load(reusedChunks(100_003)))).toEqual(PINNED);
  });

  it("are the same token by token, with nothing reused and nothing guessed", async () => {
    const runtime = await load({ stepRows: 1, keepsPrefixes: false, speculates: false });
    expect(await inTurn(runtime)).toEqual(PINNED);
    expect(await logprobGolden(runtime, LOGPROBS)).toEqual(LOGPROBS);
  });

  it("are the same on plain SIMD", async () => {
    const { plain } = kernelModules();
    const runtime = await load({ modules: { relaxed: plain, plain } });
    expect(await inTurn(runtime)).toEqual(PINNED);
    expect(await logprobGolden(runtime, LOGPROBS)).toEqual(LOGPROBS);
  });

  it("are the same when all run at once, each in pages that others used before", async () => {
    const runtime = await load({ pages: 24 });
    const together = () => Promise.all(PINNED.map((prompt) => golden(runtime, prompt)));
    expect(await together()).toEqual(PINNED);
    expect(await Promise.all([logprobGolden(runtime, LOGPROBS), together()])).toEqual([LOGPROBS, PINNED]);
    expect(runtime.load.freePages).toBe(24);
  });
});
