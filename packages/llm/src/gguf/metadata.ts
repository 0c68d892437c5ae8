import { GgufError } from "./gguf-error.ts";
import { StringTable } from "./string-table.ts";

/** A metadata value; arrays of strings and of numbers are kept packed. */
export type MetadataValue = number | boolean | string | StringTable | Float64Array<ArrayBuffer>;

/** The file's key-value pairs, read with the type and range that the reader needs. */
export class Metadata {
  readonly #values: ReadonlyMap<string, MetadataValue>;

  constructor(values: ReadonlyMap<string, MetadataValue>) {
    this.#values = values;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  string(key: string): string {
    const value = this.#required(key);
    return typeof value === "string" ? value : wrongType(key, "a string");
  }

  integer(key: string, min: number, max: number): number {
    const value = this.#required(key);
    if (typeof value !== "number" || !Number.isInteger(value)) return wrongType(key, "an integer");
    return inRange(key, value, min, max);
  }

  float(key: string, min: number, max: number): number {
    const value = this.#required(key);
    return typeof value === "number" ? inRange(key, value, min, max) : wrongType(key, "a number");
  }

  boolean(key: string): boolean {
    const value = this.#required(key);
    return typeof value === "boolean" ? value : wrongType(key, "a bool");
  }

  strings(key: string): StringTable {
    const value = this.#required(key);
    return value instanceof StringTable ? value : wrongType(key, "an array of strings");
  }

  numbers(key: string): Float64Array {
    const value = this.#required(key);
    return value instanceof Float64Array ? value : wrongType(key, "an array of numbers");
  }

  /** Frees the arrays at once, where the garbage collector would keep them for as long as the model runs; they must not be read again. */
  release(): void {
    for (const value of this.#values.values()) {
      if (value instanceof StringTable) value.release();
      else if (value instanceof Float64Array) value.buffer.transfer(0);
    }
  }

  #required(key: string): MetadataValue {
    const value = this.#values.get(key);
    if (value === undefined) throw new GgufError("missing_key", `The file has no metadata key ${key}`);
    return value;
  }
}

function wrongType(key: string, expected: string): never {
  throw new GgufError("wrong_key_type", `Metadata key ${key} must be ${expected}`);
}

function inRange(key: string, value: number, min: number, max: number): number {
  if (!(value >= min && value <= max))
    throw new GgufError("value_out_of_range", `Metadata key ${key} is ${value}; from ${min} to ${max} is supported`);
  return value;
}
