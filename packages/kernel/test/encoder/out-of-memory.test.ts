import { expect, it, vi } from "vitest";
import { openGraph } from "./open-file.ts";
import { tinyBert } from "./tiny-bert.ts";

function FullMemory({ initial }: { readonly initial: number }): never {
  throw new RangeError(`could not allocate ${initial} pages`);
}

vi.mock(import("../../src/webassembly.ts"), async (original) => ({ ...(await original()), Memory: FullMemory as never }));

it("says so when the host has not enough memory", () => {
  const refused = openGraph(tinyBert().graph);
  expect(!refused.ok && refused.error).toEqual({
    code: "out_of_memory",
    message: expect.stringMatching(/cannot give the encoder its \d+ pages/),
  });
});
