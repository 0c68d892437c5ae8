import { exact, type ByteCursor } from "./byte-cursor.ts";
import { GgufError } from "./gguf-error.ts";

/** Codes of GGUF v3 for the two value types that are not numbers. */
export const STRING_TYPE = 8;
export const ARRAY_TYPE = 9;

/** A number or bool of GGUF v3: its width in bytes and how it is read. */
export interface ScalarType {
  readonly name: string;
  readonly width: number;
  read(view: DataView, at: number): number | boolean | bigint;
}

const SCALARS: Readonly<Record<number, ScalarType>> = {
  0: { name: "u8", width: 1, read: (view, at) => view.getUint8(at) },
  1: { name: "i8", width: 1, read: (view, at) => view.getInt8(at) },
  2: { name: "u16", width: 2, read: (view, at) => view.getUint16(at, true) },
  3: { name: "i16", width: 2, read: (view, at) => view.getInt16(at, true) },
  4: { name: "u32", width: 4, read: (view, at) => view.getUint32(at, true) },
  5: { name: "i32", width: 4, read: (view, at) => view.getInt32(at, true) },
  6: { name: "f32", width: 4, read: (view, at) => view.getFloat32(at, true) },
  7: { name: "bool", width: 1, read: readBool },
  10: { name: "u64", width: 8, read: (view, at) => view.getBigUint64(at, true) },
  11: { name: "i64", width: 8, read: (view, at) => view.getBigInt64(at, true) },
  12: { name: "f64", width: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** The scalar type of a code; a code that GGUF v3 does not have is a fault of the key. */
export function scalarType(code: number, key: string): ScalarType {
  const type = SCALARS[code];
  if (type === undefined) throw new GgufError("unknown_value_type", `Metadata key ${key} has the unknown value type ${code}`);
  return type;
}

/** Reads one scalar whose bytes have arrived. */
export function readScalar(cursor: ByteCursor, type: ScalarType): number | boolean {
  const { view, at } = cursor.scalar(type.width);
  const value = type.read(view, at);
  return typeof value === "bigint" ? exact(value, cursor.offset) : value;
}

function readBool(view: DataView, at: number): boolean {
  const value = view.getUint8(at);
  if (value > 1) throw new GgufError("invalid_bool", `A bool is stored as ${value}; only 0 and 1 are bools`);
  return value === 1;
}
