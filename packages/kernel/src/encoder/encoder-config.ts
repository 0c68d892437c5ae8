import { MAX_HEAD_WIDTH } from "./encoder-plan.ts";
import type { BertGraph, BertLayer } from "./onnx/bert-graph.ts";
import type { Linear } from "./onnx/operations.ts";
import { UnsupportedGraph } from "./onnx/unsupported-graph.ts";

/** The sizes and constants of a BERT-type encoder, as its graph states them. */
export interface EncoderConfig {
  readonly layers: number;
  /** Width of the residual stream, and of a vector. */
  readonly hidden: number;
  readonly heads: number;
  /** Width of the feed-forward layer. */
  readonly ffn: number;
  readonly vocab: number;
  /** Tokens a text may have. */
  readonly positions: number;
  /** Of every LayerNormalization. */
  readonly epsilon: number;
}

/** Columns that a product takes at once. */
const PANEL = 128;
/** Outputs, and columns of a head, that are computed together. */
const GROUP = 8;
const MAX_LAYERS = 256;
const MAX_HIDDEN = 4096;
const LINEARS = ["query", "key", "value", "output", "up", "down"] as const;

function checkSizes({ layers, hidden, heads, ffn }: EncoderConfig, headWidth: number): void {
  const problems = [
    [layers < 1 || layers > MAX_LAYERS, `${layers} layers are not in 1..${MAX_LAYERS}`],
    [
      hidden % PANEL !== 0 || hidden < PANEL || hidden > MAX_HIDDEN,
      `a width of ${hidden} is not a multiple of ${PANEL} up to ${MAX_HIDDEN}`,
    ],
    [
      ffn % PANEL !== 0 || ffn < PANEL || ffn > 4 * hidden,
      `a feed-forward layer of ${ffn} is not a multiple of ${PANEL} up to ${4 * hidden}`,
    ],
    [
      headWidth < GROUP || headWidth > MAX_HEAD_WIDTH || headWidth % GROUP !== 0 || heads * headWidth !== hidden,
      `heads of ${headWidth} do not make up a width of ${hidden}`,
    ],
  ] as const;
  const problem = problems.find(([isWrong]) => isWrong);
  if (problem !== undefined) throw new UnsupportedGraph(`The encoder does not run this size: ${problem[1]}.`);
}

function checkShape({ matrix }: Linear, inputs: number, outputs: number): void {
  if (matrix.rows === inputs && matrix.columns === outputs) return;
  throw new UnsupportedGraph(`The weight "${matrix.values.name}" is ${matrix.rows} x ${matrix.columns} instead of ${inputs} x ${outputs}.`);
}

function checkLayer(layer: BertLayer, { hidden, ffn, epsilon }: EncoderConfig, headWidth: number): void {
  for (const each of [layer.query, layer.key, layer.value, layer.output]) checkShape(each, hidden, hidden);
  checkShape(layer.up, hidden, ffn);
  checkShape(layer.down, ffn, hidden);
  const epsilons = [layer.attentionNorm.epsilon, layer.outputNorm.epsilon];
  if (epsilons.some((each) => each !== epsilon)) throw new UnsupportedGraph("The normalisations do not share one epsilon.");
  if (layer.headWidth !== headWidth) throw new UnsupportedGraph("The layers have heads of different widths.");
}

/** Matrices are repacked where they are, so that nothing else can be read from there. */
function checkTables({ embeddings: { words, positions }, layers }: BertGraph): void {
  const matrices = new Set(layers.flatMap((layer) => LINEARS.map((name) => layer[name].matrix.values)));
  const shared = [words.values, positions.values].find((table) => matrices.has(table));
  if (shared !== undefined) throw new UnsupportedGraph(`The weight "${shared.name}" is a table and a matrix at once.`);
}

/** The sizes of an encoder, checked against each of its weights. @throws UnsupportedGraph where they do not fit together */
export function encoderConfig(graph: BertGraph): EncoderConfig {
  const { embeddings, layers, hidden } = graph;
  const headWidth = layers[0]?.headWidth ?? 0;
  const config: EncoderConfig = {
    layers: layers.length,
    hidden,
    heads: headWidth === 0 ? 0 : hidden / headWidth,
    ffn: layers[0]?.up.matrix.columns ?? 0,
    vocab: embeddings.words.rows,
    positions: embeddings.positions.rows,
    epsilon: embeddings.norm.epsilon,
  };
  checkSizes(config, headWidth);
  for (const layer of layers) checkLayer(layer, config, headWidth);
  checkTables(graph);
  return config;
}
