/** The part of onnxruntime-node's interface that the peer uses; the package is installed on demand, so its own types are not there. */
export interface OnnxRuntimeNode {
  readonly InferenceSession: {
    create(path: string, options: SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => object;
}

interface SessionOptions {
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
}

export interface InferenceSession {
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
  release(): Promise<void>;
}
