import { ABI_VERSION, ARENA_ADDRESS, ARENA_FIELDS } from "./arena.ts";
import { Instance, type WasmMemory, type WasmModule } from "./webassembly.ts";

/** What the compiled kernel offers; addresses are byte offsets into its memory. */
export interface WasmExports {
  abiVersion(): number;
  arenaBytes(): number;
  staticEnd(): number;
  init(): void;
  knownAnswerMismatches(): number;
  repackGroup(type: number, source: number, weights: number, rows: number, columns: number, first: number): number;
  allFinite(x: number, count: number): number;
  forward(rows: number): number;
  argmax(index: number): number;
  logSumExp(index: number): number;
  rank(index: number, count: number): number;
  sample(index: number, temperature: number, topK: number, topP: number, minP: number, random: number): number;
}

/** Instantiates a build over the memory and checks that it is the one this host was written for. */
export function instantiate<E extends WasmExports = WasmExports>(module: WasmModule, memory: WasmMemory): E {
  const exports = new Instance(module, { env: { memory } }).exports as E;
  const matches = exports.abiVersion() === ABI_VERSION && exports.arenaBytes() === ARENA_FIELDS * 4 && exports.staticEnd() <= ARENA_ADDRESS;
  if (!matches) throw new Error("the compiled kernel does not match its host: run the package's build script");
  return exports;
}
