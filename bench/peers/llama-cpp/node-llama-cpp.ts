/** The part of node-llama-cpp's interface that the peer uses; the package is installed on demand, so its own types are not there. */
export interface NodeLlamaCpp {
  getLlama(options: { gpu: false; build: "never"; skipDownload: true; maxThreads: number; logLevel: "error" }): Promise<Llama>;
}

interface Llama {
  /** CPU features compiled into the chosen build. */
  readonly systemInfo: string;
  readonly llamaCppRelease: { readonly release: string };
  loadModel(options: { modelPath: string; gpuLayers: 0 }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  tokenize(text: string, specialTokens: boolean): number[];
  createContext(options: { contextSize: number; batchSize: number; threads: number; sequences: 1 }): Promise<LlamaContext>;
}

interface LlamaContext {
  getSequence(): LlamaContextSequence;
}

export interface LlamaContextSequence {
  clearHistory(): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: number[]): Promise<void>;
  evaluate(tokens: number[], options: { temperature: 0; yieldEogToken: true }): AsyncGenerator<number, void, void>;
  controlledEvaluate(
    input: [token: number, options: { generateNext: GenerateNext }][],
  ): Promise<{ next: { logits: Map<number, number> } }[]>;
}

interface GenerateNext {
  readonly logits: true;
  readonly options: { readonly temperature: 1; readonly topK: 0; readonly topP: 1; readonly minP: 0 };
}
