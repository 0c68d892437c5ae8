import { FLOAT, INT64, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-model.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

/** More than any part of an encoder has. */
const MAX_OPERANDS = 8;

/** A graph by the names of its values, with the questions that a pattern asks. */
export class GraphIndex {
  readonly model: OnnxModel;
  readonly #producers = new Map<string, OnnxNode>();
  readonly #constants = new Map<string, OnnxTensor>();

  constructor(model: OnnxModel) {
    this.model = model;
    for (const tensor of model.initializers) {
      if (this.#constants.has(tensor.name)) throw new UnsupportedGraph(`The weight "${tensor.name}" is in the file twice.`);
      this.#constants.set(tensor.name, tensor);
    }
    for (const node of model.nodes) {
      this.#checkOrder(node);
      const value = node.opType === "Constant" ? node.attributes.get("value")?.tensor : undefined;
      for (const name of node.outputs) {
        if (this.#producers.has(name) || this.#constants.has(name)) throw new UnsupportedGraph(`The value "${name}" is made twice.`);
        if (value === undefined) this.#producers.set(name, node);
        else this.#constants.set(name, value);
      }
    }
  }

  /** ONNX lists nodes after those they read from, so that no value can be made of itself. */
  #checkOrder({ inputs }: OnnxNode): void {
    const isKnown = (name: string) => this.#producers.has(name) || this.#constants.has(name) || this.model.inputs.includes(name);
    const unknown = inputs.find((name) => name !== "" && !isKnown(name));
    if (unknown !== undefined) throw new UnsupportedGraph(`The value "${unknown}" is read before it is made.`);
  }

  /** The node that makes a value; undefined for inputs and constants. */
  producer(name: string): OnnxNode | undefined {
    return this.#producers.get(name);
  }

  constant(name: string): OnnxTensor | undefined {
    return this.#constants.get(name);
  }

  isMadeBy(name: string, opType: string): boolean {
    return this.producer(name)?.opType === opType;
  }

  /** The inputs of the node of this type that makes a value. */
  inputsOf(name: string, opType: string): readonly string[] {
    return this.node(name, opType).inputs;
  }

  node(name: string, opType: string): OnnxNode {
    const node = this.producer(name);
    if (node?.opType === opType) return node;
    throw new UnsupportedGraph(`The value "${name}" comes from ${node?.opType ?? "no node"}, where an encoder has ${opType}.`);
  }

  /** The operands of a chain of one commutative operator, in order; a value that another node makes is its only operand. */
  operands(name: string, opType: string): readonly string[] {
    const found: string[] = [];
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = this.producer(next);
      if (node?.opType === opType) open.push(...node.inputs.toReversed());
      else found.push(next);
      if (found.length + open.length > MAX_OPERANDS) throw new UnsupportedGraph(`The value "${name}" is an ${opType} of too many values.`);
    }
    return found;
  }

  /** A float constant of one element, or undefined. */
  scalar(name: string): number | undefined {
    const tensor = this.constant(name);
    if (tensor?.dataType !== FLOAT || tensor.data.length !== 4) return undefined;
    return viewOf(tensor).getFloat32(0, true);
  }

  /** The elements of an int64 constant, or undefined. */
  integers(name: string): readonly number[] | undefined {
    const tensor = this.constant(name);
    if (tensor?.dataType !== INT64 || tensor.data.length !== tensor.byteLength) return undefined;
    const view = viewOf(tensor);
    return Array.from({ length: tensor.data.length >> 3 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  }
}

function viewOf({ data }: OnnxTensor): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
