import type { EmbeddingManifest } from "@steadytext/core";
import type { OnnxGraph } from "./onnx-file.ts";
import { PublishError } from "./publish-error.ts";

type Inputs = EmbeddingManifest["inputs"];

/** What inputs are fed that have the names which exporters give them. */
const CONVENTION: Inputs = { input_ids: "tokens", attention_mask: "mask", token_type_ids: "types" };

/**
 * What each input of a graph is fed: as told, else by its name's convention.
 * @throws PublishError for an input of which neither says anything
 */
export function graphInputs(graph: OnnxGraph, told: Inputs = {}): Inputs {
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const names = graph.input.map(({ name }) => name).filter((name) => !weights.has(name));
  const missing = Object.keys(told).find((name) => !names.includes(name));
  if (missing !== undefined) throw new PublishError(`The graph has no input named "${missing}"; it has: ${names.join(", ")}.`);
  const fed = { ...CONVENTION, ...told };
  const unknown = names.find((name) => !Object.hasOwn(fed, name));
  if (unknown !== undefined) {
    throw new PublishError(`The graph asks for an input named "${unknown}", and nothing says what it is fed: tokens, mask or types.`);
  }
  const inputs = Object.fromEntries(names.map((name) => [name, fed[name]!]));
  if (!Object.values(inputs).includes("tokens")) throw new PublishError("The graph has no input for token ids.");
  return inputs;
}
