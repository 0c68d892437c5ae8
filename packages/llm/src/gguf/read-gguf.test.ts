import { ok } from "@steadytext/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tinyModel, tinyTensors } from "../test-support/tiny-model.ts";
import { readGguf } from "./read-gguf.ts";
import type { TensorInfo } from "./tensor-info.ts";

const { bytes: file, boundaries } = tinyModel();
const dataStart = boundaries.at(-1) ?? 0;

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

class CollectingSink {
  readonly tensors = new Map<string, Uint8Array>();
  #name = "";

  begin(tensor: TensorInfo) {
    this.#name = tensor.name;
    this.tensors.set(tensor.name, new Uint8Array(0));
    return ok(null);
  }

  write(bytes: Uint8Array) {
    this.tensors.set(this.#name, Buffer.concat([this.tensors.get(this.#name) ?? new Uint8Array(0), bytes]));
    return ok(null);
  }

  end() {
    return ok(null);
  }
}

async function read(bytes: Uint8Array, size: number, sizeBytes = bytes.length) {
  const sink = new CollectingSink();
  const seen: Uint8Array[] = [];
  const result = await readGguf({
    source: chunks(bytes, size),
    sizeBytes,
    onChunk: (chunk) => void seen.push(chunk),
    onHeader: () => ok(sink),
  });
  return { result, sink, seen: Buffer.concat(seen) };
}

describe("reading a GGUF stream", () => {
  it("delivers every tensor's own bytes, whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: file.length }), async (size) => {
        const { result, sink, seen } = await read(file, Math.max(size, 16));
        expect(result.ok).toBe(true);
        expect(seen.equals(file)).toBe(true);
        for (const { name, bytes } of tinyTensors()) expect(Buffer.from(sink.tensors.get(name) ?? []).equals(bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("names truncation wherever the data stops", async () => {
    for (const end of [0, 10, dataStart - 1, dataStart, dataStart + 1, file.length - 33, file.length - 1]) {
      const { result } = await read(file.subarray(0, end), 1000, file.length);
      expect(result).toMatchObject({ ok: false, error: { code: "invalid_model", details: { fault: "truncated" } } });
    }
  });

  it("refuses bytes past the announced size", async () => {
    const { result } = await read(Buffer.concat([file, Uint8Array.of(0)]), 1000, file.length);
    expect(result).toMatchObject({ ok: false, error: { details: { fault: "trailing_bytes" } } });
  });

  it("passes on a sink's refusal and stops reading", async () => {
    let pulled = 0;
    const counted = async function* () {
      for await (const chunk of chunks(file, 1000)) {
        pulled += 1;
        yield chunk;
      }
    };
    const refusal = { ok: false, error: { code: "invalid_model", message: "no" } } as const;
    const result = await readGguf({ source: counted(), sizeBytes: file.length, onChunk: () => undefined, onHeader: () => refusal });
    expect(result).toBe(refusal);
    expect(pulled).toBe(Math.ceil(dataStart / 1000));
  });
});
