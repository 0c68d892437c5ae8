import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { PublishError } from "./publish-error.ts";

export interface OnnxAttribute {
  readonly name: string;
  readonly i: number;
  readonly g?: object | null;
  readonly graphs: readonly object[];
}

export interface OnnxNode {
  name: string;
  opType: string;
  domain: string;
  input: string[];
  output: string[];
  attribute: OnnxAttribute[];
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** 1: the numbers are in another file. */
  readonly dataLocation: number;
}

interface ValueInfo {
  readonly name: string;
}

export interface OnnxGraph {
  node: OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly ValueInfo[];
  readonly output: readonly ValueInfo[];
  valueInfo: ValueInfo[];
}

export interface OnnxModel {
  readonly graph: OnnxGraph;
}

// 64-bit fields as numbers: dimensions and axes are far below 2^53.
protobuf.util.Long = undefined as unknown as typeof protobuf.util.Long;
protobuf.configure();

const root = protobuf.loadSync(fileURLToPath(new URL("onnx.proto", import.meta.url)));
const modelType = root.lookupType("onnx.ModelProto");
const nodeType = root.lookupType("onnx.NodeProto");

/** Parses an ONNX file; fields that this project does not know are kept for `encodeModel`. @throws PublishError */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  let model: OnnxModel;
  try {
    model = modelType.decode(reader) as unknown as OnnxModel;
  } catch (cause) {
    throw new PublishError("The file is not an ONNX model: it cannot be parsed.", { cause });
  }
  if (!model.graph || model.graph.node.length === 0) throw new PublishError("The file is not an ONNX model: it holds no graph.");
  return model;
}

/** The model's bytes; equal models have equal bytes. */
export function encodeModel(model: OnnxModel): Uint8Array {
  return modelType.encode(model as unknown as protobuf.Message).finish();
}

/** A node of the standard operator set. */
export function makeNode(opType: string, input: string[], output: string, attribute: OnnxAttribute[] = []): OnnxNode {
  return nodeType.create({ name: output, opType, input, output: [output], attribute }) as unknown as OnnxNode;
}
