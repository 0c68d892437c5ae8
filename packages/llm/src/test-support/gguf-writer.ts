/** A metadata value with its GGUF type. */
export type WrittenValue =
  | { readonly type: "u32" | "u64" | "f32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "i32s"; readonly value: readonly number[] };

export interface WrittenTensor {
  readonly name: string;
  /** ggml type code. */
  readonly type: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export interface WrittenFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Byte at which each field of the header ends, in order; the last is the start of the tensor data. */
  readonly boundaries: readonly number[];
}

const TYPE_CODES = { u32: 4, f32: 6, bool: 7, string: 8, u64: 10, array: 9, i32: 5 } as const;
const ALIGNMENT = 32;

/** Writes a GGUF v3 file for tests. */
export function writeGguf(metadata: Readonly<Record<string, WrittenValue>>, tensors: readonly WrittenTensor[]): WrittenFile {
  const out = new FieldWriter();
  out.bytes(new TextEncoder().encode("GGUF"));
  out.u32(3);
  out.u64(tensors.length);
  out.u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) writeEntry(out, key, value);
  let offset = 0;
  for (const { name, type, dims, bytes } of tensors) {
    out.string(name);
    out.u32(dims.length);
    for (const dim of dims) out.u64(dim);
    out.u32(type);
    out.u64(offset);
    offset += padded(bytes.length);
  }
  out.bytes(new Uint8Array(padded(out.length) - out.length));
  const boundaries = [...out.boundaries];
  for (const { bytes } of tensors) {
    out.bytes(bytes);
    out.bytes(new Uint8Array(padded(bytes.length) - bytes.length));
  }
  return { bytes: out.joined(), boundaries };
}

function writeEntry(out: FieldWriter, key: string, { type, value }: WrittenValue): void {
  out.string(key);
  if (type === "strings" || type === "i32s") {
    out.u32(TYPE_CODES.array);
    out.u32(type === "strings" ? TYPE_CODES.string : TYPE_CODES.i32);
    out.u64(value.length);
    for (const item of value) {
      if (typeof item === "string") out.string(item);
      else out.u32(item);
    }
    return;
  }
  out.u32(TYPE_CODES[type]);
  if (type === "string") out.string(value);
  else if (type === "bool") out.bytes(Uint8Array.of(value ? 1 : 0));
  else if (type === "f32") out.f32(value);
  else if (type === "u64") out.u64(value);
  else out.u32(value);
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

class FieldWriter {
  readonly boundaries: number[] = [0];
  readonly #parts: Uint8Array[] = [];
  length = 0;

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.length += bytes.length;
    this.boundaries.push(this.length);
  }

  u32(value: number): void {
    this.#field(4, (view) => view.setUint32(0, value, true));
  }

  u64(value: number): void {
    this.#field(8, (view) => view.setBigUint64(0, BigInt(value), true));
  }

  f32(value: number): void {
    this.#field(4, (view) => view.setFloat32(0, value, true));
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.u64(bytes.length);
    this.bytes(bytes);
  }

  joined(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #field(width: number, write: (view: DataView) => void): void {
    const bytes = new Uint8Array(width);
    write(new DataView(bytes.buffer));
    this.bytes(bytes);
  }
}
