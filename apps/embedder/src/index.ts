export { EmbeddingEntrypoint } from "./embedding-entrypoint.ts";
export { default } from "./worker.ts";
