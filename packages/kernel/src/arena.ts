import { EMBEDDING, LAYER_TENSORS, layerTensorName, OUTPUT_NORM } from "./architecture.ts";
import type { MemoryPlan } from "./memory-plan.ts";
import { headTensor, type PlacedTensor } from "./place-tensors.ts";

/** Fixed addresses and the version of the layout; assembly/arena.ts has the same. */
export const ABI_VERSION = 5;
export const ARENA_ADDRESS = 16_384;
export const ROWS_ADDRESS = 16_896;
export const ARENA_FIELDS = 31;

function tensor(plan: MemoryPlan, name: string): PlacedTensor {
  const found = plan.tensors.get(name);
  if (found === undefined) throw new Error(`a plan always has ${name}`);
  return found;
}

/** Writes sizes and addresses in the order of the kernel's `Arena`. */
function writeArena(plan: MemoryPlan, buffer: ArrayBuffer): void {
  const { hparams: h, regions: at } = plan;
  const words = new Uint32Array(buffer, ARENA_ADDRESS, ARENA_FIELDS);
  const floats = new Float32Array(buffer, ARENA_ADDRESS, ARENA_FIELDS);
  words.set([h.layers, h.dim, h.ffn, h.heads, h.kvHeads, h.vocab, plan.pages * 64]);
  floats.set([h.rmsEpsilon, h.ropeBase], 7);
  const embedding = tensor(plan, EMBEDDING);
  const head = headTensor(plan.tensors);
  const weights = [at.layerTable, embedding.address, embedding.format.id, tensor(plan, OUTPUT_NORM).address];
  weights.push(head.address, head.format.id, at.kvPages, plan.pageBytes);
  const state = [at.stream, at.normed, at.queries, at.keys, at.values, at.gates, at.ups, at.delta, at.records];
  state.push(at.rotations, at.scores, at.logits, at.headPanels, at.stream);
  words.set([...weights, ...state], 9);
}

/** Writes address and format of each layer's tensors in the order of the kernel's `Layer`; norms have no format. */
function writeLayers(plan: MemoryPlan, buffer: ArrayBuffer): void {
  const words = Array.from({ length: plan.hparams.layers }, (_, layer) =>
    LAYER_TENSORS.flatMap((name) => {
      const { kind, address, format } = tensor(plan, layerTensorName(layer, name));
      return kind === "norm" ? [address] : [address, format.id];
    }),
  );
  new Uint32Array(buffer, plan.regions.layerTable).set(words.flat());
}

/** Tells the kernel where everything is; before its `init`. */
export function writePlan(plan: MemoryPlan, buffer: ArrayBuffer): void {
  writeArena(plan, buffer);
  writeLayers(plan, buffer);
}
