export type { ByteSource } from "./gguf/read-gguf.ts";
export type { GgufFault } from "./gguf/gguf-error.ts";
export type { GenerationEvents } from "./generation/generation-events.ts";
export type { GenerationHost } from "./runtime/generation-host.ts";
export { loadRuntime, type DigestCheck, type LoadOptions } from "./runtime/load-runtime.ts";
export { Runtime, type RuntimeInfo, type RuntimeLoad } from "./runtime/runtime.ts";
export type { ScoreOptions } from "./scoring/score.ts";
export type { Score } from "./scoring/scoring-task.ts";
export { ENGINE_DIGEST } from "./generated/engine-digest.ts";
