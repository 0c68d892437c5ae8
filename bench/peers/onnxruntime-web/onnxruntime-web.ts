/** The part of onnxruntime-web's interface that the peer uses; the package is installed on demand, so its own types are not there. */
export interface OnnxRuntimeWeb {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly InferenceSession: {
    create(model: Uint8Array, options: { executionProviders: ["wasm"] }): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => Tensor;
}

export interface Tensor {
  readonly data: Float32Array;
}

export interface InferenceSession {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}
