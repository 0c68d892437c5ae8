export { embedInputs, type EmbedTurns, type InputEmbedder } from "./embed-inputs.ts";
export { embeddingIdentity } from "./model/embedding-identity.ts";
export { EmbeddingModel, loadEmbeddingModel, type ModelSource } from "./model/embedding-model.ts";
export { PublishedFile } from "./model/published-file.ts";
export type { EmbeddingRuntime, OpenRuntime } from "./runtimes/embedding-runtime.ts";
export { kernelRuntime } from "./runtimes/kernel-runtime.ts";
