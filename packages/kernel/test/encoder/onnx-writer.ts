import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

export interface TensorSpec {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int8Array | Uint8Array | BigInt64Array;
  /** Writes the numbers one by one instead of as raw bytes. */
  readonly isListed?: boolean;
}

export interface AttributeSpec {
  readonly i?: number;
  readonly f?: number;
  readonly ints?: readonly number[];
}

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly domain?: string;
}

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  readonly tensors: readonly TensorSpec[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const DATA_TYPES = new Map<unknown, number>([
  [Float32Array, 1],
  [Uint8Array, 2],
  [Int8Array, 3],
  [BigInt64Array, 7],
]);

type Message = (writer: BinaryWriter) => void;

function message(writer: BinaryWriter, field: number, write: Message): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function writeTensor({ name, dims, data, isListed = false }: TensorSpec): Message {
  return (writer) => {
    for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
    writer.tag(2, WireType.Varint).int32(DATA_TYPES.get(data.constructor) ?? 0);
    text(writer, 8, name);
    if (isListed) for (const value of data) writer.tag(4, WireType.Bit32).float(Number(value));
    else writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  };
}

function writeAttribute(name: string, { i, f, ints }: AttributeSpec): Message {
  return (writer) => {
    text(writer, 1, name);
    if (f !== undefined) writer.tag(2, WireType.Bit32).float(f);
    if (i !== undefined) writer.tag(3, WireType.Varint).int64(i);
    for (const value of ints ?? []) writer.tag(8, WireType.Varint).int64(value);
  };
}

function writeNode({ op, inputs, output, attributes = {}, domain = "" }: NodeSpec): Message {
  return (writer) => {
    for (const input of inputs) text(writer, 1, input);
    text(writer, 2, output);
    text(writer, 4, op);
    for (const [name, attribute] of Object.entries(attributes)) message(writer, 5, writeAttribute(name, attribute));
    if (domain !== "") text(writer, 7, domain);
  };
}

/** The bytes of an ONNX file. */
export function writeOnnx({ nodes, tensors, inputs, outputs }: GraphSpec): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(10); // IR version
  message(writer, 7, () => {
    for (const node of nodes) message(writer, 1, writeNode(node));
    for (const tensor of tensors) message(writer, 5, writeTensor(tensor));
    for (const name of inputs) message(writer, 11, () => text(writer, 1, name));
    for (const name of outputs) message(writer, 12, () => text(writer, 1, name));
  });
  return writer.finish();
}
