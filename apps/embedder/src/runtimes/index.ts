export { PublishedFile } from "../model/published-file.ts";
export type { EmbeddingRuntime } from "./embedding-runtime.ts";
export { openRuntime } from "./open-runtime.ts";
