import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { catchGgufError } from "./gguf-error.ts";
import { HeaderParser, type GgufHeader } from "./header-parser.ts";
import { TensorStream, type TensorSink } from "./tensor-stream.ts";

/** A file's bytes in order, in chunks of any size; a `ReadableStream` is one. */
export type ByteSource = AsyncIterable<Uint8Array>;

export interface ReadGgufOptions {
  readonly source: ByteSource;
  /** Size of the whole file, known beforehand. */
  readonly sizeBytes: number;
  /** Sees every chunk as it arrives, for instance to hash it. */
  readonly onChunk: (chunk: Uint8Array) => void | Promise<void>;
  /** Called once the header is whole and sound; its sink takes the tensors. */
  readonly onHeader: (header: GgufHeader) => Result<TensorSink, ServiceError>;
}

/** Reads a GGUF v3 file as a stream: the header first, then each tensor's bytes in file order. Nothing of the file is kept but the header. */
export async function readGguf({ source, sizeBytes, onChunk, onHeader }: ReadGgufOptions): Promise<Result<null, ServiceError>> {
  const parser = new HeaderParser(sizeBytes);
  let tensors: TensorStream | null = null;
  for await (const chunk of source) {
    await onChunk(chunk);
    const step: Result<TensorStream | null, ServiceError> =
      tensors === null ? parse(parser, chunk, sizeBytes, onHeader) : tensors.push(chunk);
    if (!step.ok) return step;
    tensors = step.value;
  }
  if (tensors === null) return truncated(sizeBytes);
  return tensors.end();
}

function parse(
  parser: HeaderParser,
  chunk: Uint8Array,
  sizeBytes: number,
  onHeader: ReadGgufOptions["onHeader"],
): Result<TensorStream | null, ServiceError> {
  const parsed = catchGgufError(() => parser.push(chunk));
  if (!parsed.ok) return parsed;
  if (parsed.value === null) return ok(null);
  const { header, rest } = parsed.value;
  const sink = onHeader(header);
  if (!sink.ok) return sink;
  return new TensorStream(header.tensors, sink.value, sizeBytes - header.dataStart).push(rest);
}

function truncated(sizeBytes: number) {
  return fail("invalid_model", `The file ended before its header did; ${sizeBytes} bytes were announced`, {
    details: { fault: "truncated" },
  });
}
