import { ChunkReader } from "./chunk-reader.ts";

/** What the outline of an ONNX file says. */
export interface OnnxOutline {
  readonly nodes: number;
  readonly initializers: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Raised for bytes that are no ONNX model; the message says why. */
export class OnnxError extends Error {}

/** Field numbers of `ModelProto`, `GraphProto` and `ValueInfoProto` in onnx.proto. */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const VALUE = { name: 1 } as const;
const NAME_BYTES = 1024;

/** Protocol Buffers' wire types. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads the outline of an ONNX file as its bytes arrive: every field of the model, its graph and the graph's inputs and outputs must fit in
 * what holds it, to the last byte. Nodes and weights are passed over whole.
 * @throws OnnxError, or what the source throws
 */
export async function readOnnxOutline(source: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<OnnxOutline> {
  const reader = new ChunkReader(source);
  const outline = { nodes: 0, initializers: 0, inputs: [] as string[], outputs: [] as string[] };
  let graphs = 0;
  await eachField(reader, sizeBytes, async (number, length) => {
    if (number !== MODEL.graph) return reader.skip(length);
    graphs += 1;
    await eachField(reader, reader.offset + length, async (field, size) => {
      if (field === GRAPH.node) outline.nodes += 1;
      if (field === GRAPH.initializer) outline.initializers += 1;
      if (field === GRAPH.input) outline.inputs.push(await valueName(reader, size));
      else if (field === GRAPH.output) outline.outputs.push(await valueName(reader, size));
      else await reader.skip(size);
    });
  });
  if (graphs !== 1 || outline.nodes === 0) throw new OnnxError("The file is not an ONNX model: it holds no graph");
  return outline;
}

/** Calls back for each field with a length; numbers are passed over. */
async function eachField(reader: ChunkReader, end: number, take: (number: number, length: number) => Promise<void>): Promise<void> {
  while (reader.offset < end) {
    const tag = await reader.varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number === 0) throw damaged(reader);
    if (wire === WIRE.bytes) {
      const length = await reader.varint();
      if (length > end - reader.offset) throw damaged(reader);
      await take(number, length);
    } else if (wire === WIRE.varint) await reader.varint();
    else if (wire === WIRE.fixed64) await reader.skip(8);
    else if (wire === WIRE.fixed32) await reader.skip(4);
    else throw damaged(reader);
  }
  if (reader.offset !== end) throw damaged(reader);
}

async function valueName(reader: ChunkReader, size: number): Promise<string> {
  let name = "";
  await eachField(reader, reader.offset + size, async (number, length) => {
    if (number !== VALUE.name) return reader.skip(length);
    if (length > NAME_BYTES) throw new OnnxError(`A name of the ONNX graph has ${length} bytes; at most ${NAME_BYTES} are read`);
    name = new TextDecoder().decode(await reader.bytes(length));
  });
  return name;
}

function damaged({ offset }: ChunkReader): OnnxError {
  return new OnnxError(`The file is not an ONNX model: its structure breaks at byte ${offset}`);
}
