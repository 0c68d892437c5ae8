import type { GenerationJob, GenerationService, ModelStatus, Result, ServiceError } from "@steadytext/core";
import type { IsolateLoad } from "../model/isolate-load.ts";

/** What a replica answers a request with: its events, or the name of the replica it is to go to. `load` is from 0 to 1. */
export type StreamReply = { readonly load: number } & ({ readonly answer: ReadableStream<Uint8Array> } | { readonly movedTo: string });

/** What a replica does for the engine's entrypoint: everything but naming the active model, which needs no replica. */
export interface ReplicaService extends Omit<GenerationService, "describe" | "stream" | "load"> {
  load(): Promise<Result<IsolateLoad, ServiceError>>;
  /** Loads the default model where none is held, and the active version where an older one of the same name is; no other name loses its place. */
  keepWarm(): Promise<Result<ModelStatus, ServiceError>>;
  /**
   * Events of a generation. A replica past its load limit sends a request that nobody has asked it for yet to `alternative`.
   * @param streamedMs time for which the reader has had a stream of it, from a replica that was reset
   */
  stream(job: GenerationJob, alternative: string | null, streamedMs: number): Promise<Result<StreamReply, ServiceError>>;
}
