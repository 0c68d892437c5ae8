import { existsSync, readFileSync } from "node:fs";
import { installLlamaCpp, nodeLlamaCppVersion } from "./install.ts";
import type { LlamaContextSequence, LlamaModel, NodeLlamaCpp } from "./node-llama-cpp.ts";

const CONTEXT_SIZE = 1024;
/** No cut and no change of the distribution: the logits are the model's own. */
const RAW_LOGITS = { generateNext: { logits: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } } } as const;

/** Teacher-forced scores: entry i is about the token at position i + 1, given all tokens before it. */
export interface Scores {
  /** Natural log of the probability of the text's own next token. */
  readonly logProbs: number[];
  /** Most probable next token. */
  readonly argmax: number[];
}

/** What ran, so that a reference can be told from another build's. */
export interface PeerVersion {
  readonly nodeLlamaCpp: string;
  readonly llamaCpp: string;
  readonly cpuFeatures: string;
  readonly cpuBuild: string;
}

/** Native llama.cpp on one thread, through node-llama-cpp. */
export interface LlamaCpp {
  readonly version: PeerVersion;
  tokenize(text: string, parseSpecial: boolean): number[];
  score(tokens: number[]): Promise<Scores>;
  /** Milliseconds to evaluate `tokens` from an empty context, without logits for any but the last. */
  prefillMs(tokens: number[]): Promise<number>;
  /** Milliseconds a token, over `steps` greedy tokens after the prompt's evaluation. */
  decodeMs(tokens: number[], steps: number): Promise<number>;
  dispose(): Promise<void>;
}

export async function loadLlamaCpp(modelPath: string): Promise<LlamaCpp> {
  const { getLlama } = (await import(installLlamaCpp())) as NodeLlamaCpp;
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: 1, logLevel: "error" });
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const context = await model.createContext({ contextSize: CONTEXT_SIZE, batchSize: 512, threads: 1, sequences: 1 });
  return {
    version: {
      nodeLlamaCpp: nodeLlamaCppVersion,
      llamaCpp: llama.llamaCppRelease.release,
      cpuFeatures: cpuFeatures(llama.systemInfo),
      cpuBuild: cpuBuild(),
    },
    ...evaluations(model, context.getSequence()),
    dispose: () => llama.dispose(),
  };
}

function evaluations(model: LlamaModel, sequence: LlamaContextSequence): Omit<LlamaCpp, "version" | "dispose"> {
  return {
    tokenize: (text, parseSpecial) => model.tokenize(text, parseSpecial),
    async score(tokens) {
      await sequence.clearHistory();
      const outputs = await sequence.controlledEvaluate(tokens.slice(0, -1).map((token) => [token, RAW_LOGITS]));
      const scores = outputs.map(({ next }, i) => scoreOf(next.logits, tokens[i + 1]!));
      return { logProbs: scores.map((s) => s.logProb), argmax: scores.map((s) => s.argmax) };
    },
    async prefillMs(tokens) {
      await sequence.clearHistory();
      const start = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(tokens);
      return performance.now() - start;
    },
    async decodeMs(tokens, steps) {
      await sequence.clearHistory();
      const generation = sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true });
      await generation.next();
      const start = performance.now();
      for (let i = 0; i < steps; i++) await generation.next();
      const elapsed = performance.now() - start;
      await generation.return();
      return elapsed / steps;
    },
  };
}

/** Log-softmax in double precision over float32 logits, sorted from the highest. */
function scoreOf(logits: Map<number, number>, token: number): { logProb: number; argmax: number } {
  const [argmax, max] = logits.entries().next().value!;
  let sum = 0;
  for (const logit of logits.values()) sum += Math.exp(logit - max);
  return { logProb: logits.get(token)! - max - Math.log(sum), argmax };
}

function cpuFeatures(systemInfo: string): string {
  return [...systemInfo.matchAll(/(\w+) = 1/g)].map((match) => match[1]).join(" ");
}

/** llama.cpp picks one of several CPU libraries when it starts; Linux tells which. */
function cpuBuild(): string {
  const maps = "/proc/self/maps";
  return (existsSync(maps) && /libggml-cpu-(\w+)\.so/.exec(readFileSync(maps, "utf8"))?.[1]) || "unknown";
}
