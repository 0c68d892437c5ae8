import { Instance, type WasmMemory, type WasmModule } from "../webassembly.ts";
import { ABI_VERSION, ENCODER_ADDRESS, ENCODER_FIELDS, LAYER_FIELDS } from "./encoder-record.ts";

/** What the compiled encoder offers; addresses are byte offsets into its memory. */
export interface EncoderExports {
  abiVersion(): number;
  encoderBytes(): number;
  layerBytes(): number;
  staticEnd(): number;
  init(): void;
  allFinite(x: number, count: number): number;
  repackMatrix(weights: number, inputs: number, outputs: number, staging: number): void;
  encode(tokens: number): number;
}

/** Instantiates the encoder over the memory and checks that it is the one this host was written for. */
export function instantiateEncoder<E extends EncoderExports = EncoderExports>(module: WasmModule, memory: WasmMemory): E {
  const exports = new Instance(module, { env: { memory } }).exports as E;
  const matches =
    exports.abiVersion() === ABI_VERSION &&
    exports.encoderBytes() === ENCODER_FIELDS * 4 &&
    exports.layerBytes() === LAYER_FIELDS * 4 &&
    exports.staticEnd() <= ENCODER_ADDRESS;
  if (!matches) throw new Error("the compiled encoder does not match its host: run the package's build script");
  exports.init();
  return exports;
}
