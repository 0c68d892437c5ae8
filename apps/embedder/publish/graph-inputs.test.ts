import { expect, test } from "vitest";
import { graphInputs } from "./graph-inputs.ts";
import type { OnnxGraph } from "./onnx-file.ts";

function graph(...names: string[]): OnnxGraph {
  const weight = { name: "weight", dims: [1], dataType: 1, dataLocation: 0 };
  return { node: [], initializer: [weight], input: [...names, "weight"].map((name) => ({ name })), output: [], valueInfo: [] };
}

test("usual names need no telling, and weights that are listed as inputs are none", () => {
  expect(graphInputs(graph("input_ids", "attention_mask"))).toEqual({ input_ids: "tokens", attention_mask: "mask" });
});

test("other names are fed as told", () => {
  expect(graphInputs(graph("ids", "attention_mask"), { ids: "tokens" })).toEqual({ ids: "tokens", attention_mask: "mask" });
});

test.each([
  [graph("input_ids", "position_ids"), /asks for an input named "position_ids"/],
  [graph("input_ids", "constructor"), /asks for an input named "constructor"/],
  [graph("attention_mask"), /no input for token ids/],
])("a graph that cannot be fed is refused with a reason", (wrong, reason) => {
  expect(() => graphInputs(wrong)).toThrow(reason);
});
