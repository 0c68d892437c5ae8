/** Which model a Worker answers with, without loading it. */
export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the weights file, hexadecimal. */
  readonly modelDigest: string;
  /** SHA-256 over the code and rules that can change an output, hexadecimal. */
  readonly engineDigest: string;
  /** Unix seconds at which the version was published. */
  readonly created: number;
}

/** Whether that model is in memory, and how much WebAssembly memory it has. `reason` is public and names why it is not. */
export type ModelStatus =
  | { readonly state: "ready"; readonly identity: ModelIdentity; readonly wasmBytes: number }
  | { readonly state: "loading" | "unloaded"; readonly identity: ModelIdentity }
  | { readonly state: "failed"; readonly reason: string };
