import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

// Field numbers of onnx.proto, IR version 10. What is not read here is skipped.

export const FLOAT = 1;
export const INT8 = 3;
export const INT64 = 7;
export const BOOL = 9;

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** A view of the file; empty where the numbers are kept in another way, or left out by who read the file. */
  readonly data: Uint8Array;
  /** Bytes that the numbers have in the file. */
  readonly byteLength: number;
}

interface OnnxAttribute {
  readonly f: number;
  readonly i: number;
  readonly ints: readonly number[];
  readonly tensor: OnnxTensor | undefined;
}

export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

type FieldReader = (reader: BinaryReader, wireType: WireType) => void;

function readMessage(bytes: Uint8Array, fields: Readonly<Record<number, FieldReader>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(wireType, field);
    else read(reader, wireType);
  }
}

/** A repeated int64, packed or one by one; sizes and axes are far below 2^53. */
function readInts(into: number[]): FieldReader {
  return (reader, wireType) => {
    if (wireType === WireType.Varint) return void into.push(Number(reader.int64()));
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) into.push(Number(packed.int64()));
  };
}

function readTensor(bytes: Uint8Array): OnnxTensor {
  const dims: number[] = [];
  let [dataType, name, data] = [0, "", new Uint8Array(0)];
  readMessage(bytes, {
    1: readInts(dims),
    2: (reader) => (dataType = reader.int32()),
    8: (reader) => (name = reader.string()),
    9: (reader) => (data = reader.bytes() as Uint8Array<ArrayBuffer>),
  });
  return { name, dims, dataType, data, byteLength: data.length };
}

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  const ints: number[] = [];
  let [name, f, i] = ["", 0, 0];
  let tensor: OnnxTensor | undefined;
  readMessage(bytes, {
    1: (reader) => (name = reader.string()),
    2: (reader) => (f = reader.float()),
    3: (reader) => (i = Number(reader.int64())),
    5: (reader) => (tensor = readTensor(reader.bytes())),
    8: readInts(ints),
  });
  return [name, { f, i, ints, tensor }];
}

/** Reads one node of a graph. @throws Error where the bytes are none */
export function readOnnxNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [opType, domain] = ["", ""];
  readMessage(bytes, {
    1: (reader) => inputs.push(reader.string()),
    2: (reader) => outputs.push(reader.string()),
    4: (reader) => (opType = reader.string()),
    5: (reader) => attributes.set(...readAttribute(reader.bytes())),
    7: (reader) => (domain = reader.string()),
  });
  const isStandard = domain === "" || domain === "ai.onnx";
  return { opType: isStandard ? opType : `${domain}.${opType}`, inputs, outputs, attributes };
}

function readValueName(bytes: Uint8Array): string {
  let name = "";
  readMessage(bytes, { 1: (reader) => (name = reader.string()) });
  return name;
}

/** Reads an ONNX file without copying its weights: tensors are views of `bytes`. @throws Error where the bytes are no such file */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const graph: Record<number, FieldReader> = {
    1: (reader) => nodes.push(readOnnxNode(reader.bytes())),
    5: (reader) => initializers.push(readTensor(reader.bytes())),
    11: (reader) => inputs.push(readValueName(reader.bytes())),
    12: (reader) => outputs.push(readValueName(reader.bytes())),
  };
  readMessage(bytes, { 7: (reader) => readMessage(reader.bytes(), graph) });
  return { nodes, initializers, inputs, outputs };
}
