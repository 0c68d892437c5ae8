import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedTensors } from "./architecture.ts";
import type { Hparams } from "./hparams.ts";
import { planMemory, type PlanOptions } from "./memory-plan.ts";
import type { TensorSpec } from "./place-tensors.ts";

const smollm2: Hparams = {
  layers: 30,
  dim: 576,
  ffn: 1536,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  vocab: 49_152,
  rmsEpsilon: 1e-5,
  ropeBase: 100_000,
};
const options: PlanOptions = { pages: 16, maxRows: 16 };

function specsOf(h: Hparams, tied = true): TensorSpec[] {
  return expectedTensors(h, tied).map(({ name, kind, rows, columns }) =>
    kind === "norm" ? { name, type: "F32", dims: [columns] } : { name, type: "Q4_1", dims: [columns, rows] },
  );
}

function codeOf(h: Hparams, specs: TensorSpec[], planOptions = options): string {
  const plan = planMemory(h, specs, planOptions);
  return plan.ok ? "ok" : plan.error.code;
}

/** The specs with the first tensor of that name replaced. */
function withTensor(name: string, change: Partial<TensorSpec>): TensorSpec[] {
  return specsOf(smollm2).map((spec) => (spec.name === name ? { ...spec, ...change } : spec));
}

describe("planMemory", () => {
  it("lays tensors and regions out one after the other, aligned, inside the memory", () => {
    const sizes = fc.record({
      layers: fc.integer({ min: 1, max: 6 }),
      kvHeads: fc.integer({ min: 1, max: 4 }),
      group: fc.integer({ min: 1, max: 4 }),
      ffn: fc.integer({ min: 1, max: 20 }).map((n) => n * 32),
      vocab: fc.integer({ min: 1, max: 999 }),
      tied: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, ({ layers, kvHeads, group, ffn, vocab, tied }) => {
        const heads = kvHeads * group;
        const h: Hparams = { ...smollm2, layers, kvHeads, heads, dim: heads * 64, ffn, vocab };
        const plan = planMemory(h, specsOf(h, tied), { pages: 3, maxRows: 5 });
        if (!plan.ok) throw new Error(plan.error.message);
        const spans = [...plan.value.tensors.values()].map(({ address, bytes }) => [address, address + bytes] as const);
        let end = plan.value.weightsStart;
        for (const [from, to] of spans) {
          expect(from % 64).toBe(0);
          expect(from).toBeGreaterThanOrEqual(end);
          end = to;
        }
        const regions = Object.values(plan.value.regions);
        expect(regions).toEqual(regions.toSorted((a, b) => a - b));
        expect(regions[0]).toBeGreaterThanOrEqual(end);
        const last = plan.value.regions.kvPages + 3 * plan.value.pageBytes;
        expect(last).toBeLessThanOrEqual(plan.value.wasmPages * 65_536);
        expect(last).toBeGreaterThan((plan.value.wasmPages - 1) * 65_536 - 64);
      }),
    );
  });

  it("names a tensor that is missing, declared twice, foreign, of the wrong shape or of an unknown type", () => {
    expect(codeOf(smollm2, specsOf(smollm2))).toBe("ok");
    expect(codeOf(smollm2, specsOf(smollm2).slice(1))).toBe("missing_tensor");
    expect(codeOf(smollm2, [...specsOf(smollm2), ...specsOf(smollm2).slice(0, 1)])).toBe("duplicate_tensor");
    expect(codeOf(smollm2, [...specsOf(smollm2), { name: "rope_freqs.weight", type: "F32", dims: [32] }])).toBe("unexpected_tensor");
    expect(codeOf(smollm2, withTensor("blk.7.attn_k.weight", { dims: [576, 576] }))).toBe("wrong_tensor_shape");
    expect(codeOf(smollm2, withTensor("blk.7.attn_k.weight", { dims: [576, 192, 1] }))).toBe("wrong_tensor_shape");
    for (const type of ["Q6_K", "F16", "F32", "toString", ""]) {
      expect(codeOf(smollm2, withTensor("blk.7.attn_k.weight", { type }))).toBe("unsupported_tensor_type");
    }
    expect(codeOf(smollm2, withTensor("output_norm.weight", { type: "F16" }))).toBe("unsupported_tensor_type");
    const refused = planMemory(smollm2, withTensor("blk.7.attn_k.weight", { type: "Q6_K" }), options);
    expect(!refused.ok && refused.error.message).toBe("Tensor blk.7.attn_k.weight has type Q6_K; supported here: Q4_0, Q4_1, Q8_0.");
  });

  it("refuses sizes the kernel cannot run", () => {
    const bad: Partial<Hparams>[] = [
      { layers: 0 },
      { layers: 1e9 },
      { layers: NaN },
      { dim: 575 },
      { headDim: 128 },
      { kvHeads: 2 },
      { kvHeads: 0 },
      { ffn: 1500 },
      { ffn: 2 ** 32 },
      { vocab: 0 },
      { vocab: 1.5 },
      { rmsEpsilon: 0 },
      { rmsEpsilon: NaN },
      { ropeBase: 0 },
      { ropeBase: Infinity },
    ];
    for (const change of bad) expect(codeOf({ ...smollm2, ...change }, specsOf(smollm2))).toBe("unsupported_hparams");
    for (const pages of [0, -1, 1.5, NaN]) expect(codeOf(smollm2, specsOf(smollm2), { pages, maxRows: 1 })).toBe("unsupported_hparams");
    for (const maxRows of [0, 17, 2.5]) expect(codeOf(smollm2, specsOf(smollm2), { pages: 1, maxRows })).toBe("unsupported_hparams");
  });

  it("refuses plans above the byte limit, however large the numbers are", () => {
    expect(codeOf(smollm2, specsOf(smollm2), { ...options, maxBytes: 64 * 2 ** 20 })).toBe("memory_limit");
    expect(codeOf(smollm2, specsOf(smollm2), { ...options, pages: 2 ** 40 })).toBe("memory_limit");
    const huge = { ...smollm2, layers: 1, heads: 16_384, kvHeads: 16_384, dim: 2 ** 20, ffn: 2 ** 20, vocab: 2 ** 24 };
    expect(codeOf(huge, specsOf(huge), { ...options, maxBytes: Infinity })).toBe("memory_limit");
  });
});
