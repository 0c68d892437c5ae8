import type { OnnxModel } from "@steadytext/kernel/encoder";

/**
 * The output of a Gather whose table other nodes make of weights alone, on every run; undefined where there is none. The publishing tool moves
 * such Gathers before what makes the table.
 */
export function dequantisedGather({ nodes, initializers }: OnnxModel): string | undefined {
  const constants = new Set(["", ...initializers.map(({ name }) => name)]);
  const made = new Set<string>();
  // ONNX lists nodes after those that they read from, so one pass finds all.
  for (const { opType, inputs, outputs } of nodes) {
    const [source = "", indices = ""] = inputs;
    if (opType === "Gather" && made.has(source) && !constants.has(indices)) return outputs[0];
    if (!inputs.every((name) => constants.has(name))) continue;
    for (const name of outputs) {
      constants.add(name);
      if (opType !== "Constant") made.add(name);
    }
  }
  return undefined;
}
