import { ByteCursor } from "./byte-cursor.ts";
import { GgufError } from "./gguf-error.ts";
import { GGUF_LIMITS } from "./limits.ts";
import { Metadata, type MetadataValue } from "./metadata.ts";
import { NumberList } from "./number-list.ts";
import { StringTable } from "./string-table.ts";
import { checkDim, layOutTensors, tensorInfo, type TensorInfo } from "./tensor-info.ts";
import { ARRAY_TYPE, readScalar, scalarType, STRING_TYPE } from "./value-types.ts";

/** What a GGUF v3 file says before its tensor data. */
export interface GgufHeader {
  readonly metadata: Metadata;
  /** In file order, apart from each other and inside the file. */
  readonly tensors: readonly TensorInfo[];
  /** Byte of the file at which tensor data starts. */
  readonly dataStart: number;
}

const MAGIC = 0x46554747;
const VERSION = 3;
const VERSION_BIG_ENDIAN = 0x03000000;
const DEFAULT_ALIGNMENT = 32;
const SMALLEST_STRING_BYTES = 8;

/** A step of a parse: it yields when it needs more bytes, and returns what it read. */
type Step<T> = Generator<undefined, T, undefined>;

/** Parses the header of a GGUF v3 file (ggml docs/gguf.md) from chunks of any size, given the size of the whole file. */
export class HeaderParser {
  readonly #cursor = new ByteCursor();
  readonly #sizeBytes: number;
  readonly #steps: Step<GgufHeader>;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#steps = this.#header();
  }

  /** Takes the next chunk; once the header is whole, gives it with the tensor data that came behind it. */
  push(chunk: Uint8Array): { header: GgufHeader; rest: Uint8Array } | null {
    this.#cursor.append(chunk);
    const step = this.#steps.next();
    return step.done === true ? { header: step.value, rest: this.#cursor.rest() } : null;
  }

  *#header(): Step<GgufHeader> {
    yield* this.#magic();
    yield* this.#need(16);
    const tensorCount = checkCount(this.#cursor.u64(), GGUF_LIMITS.tensors, "too_many_tensors", "tensors");
    const entryCount = checkCount(this.#cursor.u64(), GGUF_LIMITS.metadataEntries, "too_many_metadata_entries", "metadata entries");
    if (tensorCount === 0) throw new GgufError("no_tensors", "The file has no tensors");
    const metadata = new Metadata(yield* this.#entries(entryCount));
    const tensors = yield* this.#tensors(tensorCount);
    const alignment = readAlignment(metadata);
    const headerEnd = this.#cursor.offset;
    const dataStart = headerEnd + ((alignment - (headerEnd % alignment)) % alignment);
    const inOrder = layOutTensors(tensors, alignment, this.#sizeBytes - dataStart);
    yield* this.#need(dataStart - headerEnd);
    this.#cursor.take(dataStart - headerEnd);
    return { metadata, tensors: inOrder, dataStart };
  }

  *#magic(): Step<void> {
    yield* this.#need(8);
    if (this.#cursor.u32() !== MAGIC) throw new GgufError("bad_magic", "The file does not start with GGUF: it is not a GGUF model");
    const version = this.#cursor.u32();
    if (version === VERSION_BIG_ENDIAN)
      throw new GgufError("big_endian", "The file is a big-endian GGUF; only little-endian files are read");
    if (version !== VERSION) throw new GgufError("unsupported_version", `The file is GGUF version ${version}; only version 3 is read`);
  }

  *#entries(count: number): Step<Map<string, MetadataValue>> {
    const values = new Map<string, MetadataValue>();
    for (let i = 0; i < count; i++) {
      const key = yield* this.#string(GGUF_LIMITS.keyBytes, "key_too_long");
      if (key === "") throw new GgufError("empty_key", `Metadata entry ${i} has an empty key`);
      if (values.has(key)) throw new GgufError("duplicate_key", `Metadata key ${key} is there twice`);
      values.set(key, yield* this.#value(key));
    }
    return values;
  }

  *#value(key: string): Step<MetadataValue> {
    yield* this.#need(4);
    const code = this.#cursor.u32();
    if (code === STRING_TYPE) return yield* this.#string(GGUF_LIMITS.stringBytes, "string_too_long");
    if (code === ARRAY_TYPE) return yield* this.#array(key);
    const type = scalarType(code, key);
    yield* this.#need(type.width);
    return readScalar(this.#cursor, type);
  }

  *#array(key: string): Step<StringTable | Float64Array<ArrayBuffer>> {
    yield* this.#need(12);
    const code = this.#cursor.u32();
    const length = this.#cursor.u64();
    if (code === ARRAY_TYPE) throw new GgufError("nested_array", `Metadata key ${key} is an array of arrays`);
    const width = code === STRING_TYPE ? SMALLEST_STRING_BYTES : scalarType(code, key).width;
    if (length > GGUF_LIMITS.arrayItems)
      throw new GgufError("array_too_long", `Metadata key ${key} has ${length} items; at most ${GGUF_LIMITS.arrayItems} are read`);
    if (length * width > this.#sizeBytes - this.#cursor.offset)
      throw new GgufError("array_past_end", `Metadata key ${key} has more items than the file has bytes`);
    return code === STRING_TYPE ? yield* this.#strings(length) : yield* this.#numbers(code, key, length);
  }

  *#strings(length: number): Step<StringTable> {
    const table = new StringTable();
    for (let i = 0; i < length; i++) table.push(yield* this.#stringBytes(GGUF_LIMITS.stringBytes, "string_too_long"));
    return table;
  }

  *#numbers(code: number, key: string, length: number): Step<Float64Array<ArrayBuffer>> {
    const type = scalarType(code, key);
    const list = new NumberList();
    for (let i = 0; i < length; i++) {
      if (this.#cursor.missing(type.width)) yield* this.#need(type.width);
      list.push(Number(readScalar(this.#cursor, type)));
    }
    return list.values();
  }

  *#tensors(count: number): Step<TensorInfo[]> {
    const names = new Set<string>();
    const tensors: TensorInfo[] = [];
    for (let i = 0; i < count; i++) {
      const name = yield* this.#string(GGUF_LIMITS.tensorNameBytes, "tensor_name_too_long");
      if (names.has(name)) throw new GgufError("duplicate_tensor", `Tensor ${name} is there twice`);
      names.add(name);
      tensors.push(yield* this.#tensor(name));
    }
    return tensors;
  }

  *#tensor(name: string): Step<TensorInfo> {
    yield* this.#need(4);
    const dimCount = this.#cursor.u32();
    if (dimCount > GGUF_LIMITS.dims)
      throw new GgufError("too_many_dims", `Tensor ${name} has ${dimCount} dimensions; at most ${GGUF_LIMITS.dims} are allowed`);
    if (dimCount === 0) throw new GgufError("zero_dim", `Tensor ${name} has no dimensions`);
    yield* this.#need(8 * dimCount + 12);
    const dims = Array.from({ length: dimCount }, () => checkDim(name, this.#cursor.u64()));
    return tensorInfo(name, this.#cursor.u32(), dims, this.#cursor.u64());
  }

  *#string(maxBytes: number, fault: "key_too_long" | "string_too_long" | "tensor_name_too_long"): Step<string> {
    yield* this.#need(8);
    const length = checkLength(this.#cursor.u64(), maxBytes, fault);
    yield* this.#need(length);
    return this.#cursor.text(length);
  }

  *#stringBytes(maxBytes: number, fault: "string_too_long"): Step<Uint8Array> {
    if (this.#cursor.missing(8)) yield* this.#need(8);
    const length = checkLength(this.#cursor.u64(), maxBytes, fault);
    if (this.#cursor.missing(length)) yield* this.#need(length);
    return this.#cursor.take(length);
  }

  *#need(count: number): Step<void> {
    const end = this.#cursor.offset + count;
    if (end > this.#sizeBytes) throw new GgufError("truncated", `The file ends at byte ${this.#sizeBytes}, inside its header`);
    if (end > GGUF_LIMITS.headerBytes)
      throw new GgufError("header_too_large", `The file's header has more than ${GGUF_LIMITS.headerBytes} bytes`);
    while (this.#cursor.missing(count)) yield;
  }
}

function checkCount(count: number, max: number, fault: "too_many_tensors" | "too_many_metadata_entries", what: string): number {
  if (count > max) throw new GgufError(fault, `The file has ${count} ${what}; at most ${max} are read`);
  return count;
}

function checkLength(length: number, max: number, fault: "key_too_long" | "string_too_long" | "tensor_name_too_long"): number {
  if (length > max) throw new GgufError(fault, `A string of ${length} bytes is longer than the ${max} that are read`);
  return length;
}

function readAlignment(metadata: Metadata): number {
  if (!metadata.has("general.alignment")) return DEFAULT_ALIGNMENT;
  const alignment = metadata.integer("general.alignment", 8, GGUF_LIMITS.alignment);
  if (alignment % 8 !== 0) throw new GgufError("invalid_alignment", `general.alignment is ${alignment}; it must be a multiple of 8`);
  return alignment;
}
