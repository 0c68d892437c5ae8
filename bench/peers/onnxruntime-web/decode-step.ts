import { GraphWriter } from "./graph-writer.ts";

/** Weights that share a scale. */
const BLOCK = 32;
/** Lets onnxruntime round activations to 8 bits, as the engine and llama.cpp do, where it has a faster kernel for that. */
const ACCURACY_LEVEL = 4;

/** Sizes of a llama model's matrices. */
export interface MatrixShapes {
  readonly layers: number;
  readonly embedding: number;
  readonly keyValue: number;
  readonly feedForward: number;
  readonly vocabulary: number;
}

export const SMOLLM2_135M: MatrixShapes = { layers: 30, embedding: 576, keyValue: 192, feedForward: 1536, vocabulary: 49_152 };

/**
 * An ONNX model of one decode step: every matrix of the model in 4 bits, with its norms, gates and residuals, from a row `embedding` to a row
 * `logits`. Keys and values are added to the query instead of attended to, which costs less. The weights are arbitrary.
 */
export function decodeStepModel(shapes: MatrixShapes): { readonly file: Uint8Array; readonly output: string } {
  const graph = new GraphWriter();
  const random = randomBytes(1);
  const matrix = (input: string, from: number, to: number) => quantizedMatrix(graph, input, from, to, random);
  let row = "embedding";
  for (let layer = 0; layer < shapes.layers; layer++) row = transformerLayer(graph, row, shapes, matrix);
  const output = matrix(norm(graph, row, shapes.embedding), shapes.embedding, shapes.vocabulary);
  const file = graph.encode({ name: "embedding", width: shapes.embedding }, { name: output, width: shapes.vocabulary });
  return { file, output };
}

type Matrix = (input: string, from: number, to: number) => string;

function transformerLayer(graph: GraphWriter, row: string, { embedding, keyValue, feedForward }: MatrixShapes, matrix: Matrix): string {
  const normed = norm(graph, row, embedding);
  const query = matrix(normed, embedding, embedding);
  const key = matrix(normed, embedding, keyValue);
  const value = matrix(normed, embedding, keyValue);
  const keysAndValues = graph.node("Concat", [key, value, ...padding(key, embedding / keyValue - 2)], { axis: 1 });
  const attended = matrix(graph.node("Add", [query, keysAndValues]), embedding, embedding);
  const middle = graph.node("Add", [row, attended]);
  const fed = norm(graph, middle, embedding);
  const gate = matrix(fed, embedding, feedForward);
  const up = matrix(fed, embedding, feedForward);
  const gated = graph.node("Mul", [graph.node("Mul", [gate, graph.node("Sigmoid", [gate])]), up]);
  return graph.node("Add", [middle, matrix(gated, feedForward, embedding)]);
}

function padding(value: string, times: number): string[] {
  return Array.from({ length: times }, () => value);
}

function norm(graph: GraphWriter, row: string, width: number): string {
  return graph.node("SimplifiedLayerNormalization", [row, graph.floats([width], new Float32Array(width).fill(1))]);
}

function quantizedMatrix(graph: GraphWriter, input: string, from: number, to: number, random: (bytes: Uint8Array) => void): string {
  const blocks = from / BLOCK;
  const packed = new Uint8Array((from * to) / 2);
  random(packed);
  // Weights of -8 to 7 have a deviation of 4.6; outputs stay about as large as inputs.
  const scales = new Float32Array(to * blocks).fill(1 / (4.6 * Math.sqrt(from)));
  return graph.node(
    "MatMulNBits",
    [input, graph.bytes([to, blocks, BLOCK / 2], packed), graph.floats([to * blocks], scales)],
    { K: from, N: to, bits: 4, block_size: BLOCK, accuracy_level: ACCURACY_LEVEL },
    "com.microsoft",
  );
}

/** Xorshift32 (Marsaglia 2003). */
function randomBytes(seed: number): (bytes: Uint8Array) => void {
  let state = seed;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[i] = state;
    }
  };
}
