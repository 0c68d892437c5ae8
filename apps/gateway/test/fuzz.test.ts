import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { errorAnswer } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const RUNS = 5000;
const ALLOWED = new Set([200, 400, 404, 413, 415]);

const names = `
  prompt max_tokens max_new_tokens n_predict seed temperature top_p top_k min_p stop eos_string system raw schema regex
  presence_penalty frequency_penalty logit_bias choices return_logprobs stream model cache user metadata n text mode dimensions aggregate truncate content add_special
  with_pieces tokens __proto__ constructor toString hasOwnProperty
`.split(/\s+/);
const strings = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "\0", "\ud800", "[EOS]", "<|im_end|>", "'; DROP TABLE x; --", "../../x"),
);
const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, -1, 1, 512, 513, 2 ** 53, 1e308));
const values = fc.oneof(
  { maxDepth: 3 },
  strings,
  numbers,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(strings, numbers)),
  fc.jsonValue(),
);
const objects = fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string() }), values);
const likely = fc
  .tuple(fc.constantFrom({ prompt: "a" }, { text: "a" }, { content: "a" }, { tokens: [1] }), objects)
  .map(([base, more]) => ({ ...base, ...more }));
const texts = fc.oneof(objects, likely, fc.jsonValue()).map((value) => JSON.stringify(value));

/** A JSON text with a few bytes changed, cut or put in. */
const mutated = fc
  .tuple(texts, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("set", "cut", "insert")), { maxLength: 4 }))
  .map(([text, edits]) => {
    const bytes = [...new TextEncoder().encode(text)];
    for (const [at, byte, kind] of edits)
      bytes.splice(at % (bytes.length + 1), kind === "insert" ? 0 : 1, ...(kind === "cut" ? [] : [byte]));
    return Uint8Array.from(bytes);
  });

const types = fc.oneof(
  { weight: 20, arbitrary: fc.constant("application/json") },
  { weight: 1, arbitrary: fc.constantFrom("text/plain", "application/json; charset=latin1", "") },
);

test(`of ${RUNS} fuzzed bodies none is a server error, and every refusal has its shape`, async () => {
  const gateway = newGateway();
  const seen = new Map<number, number>();
  const paths = fc.constantFrom("/generate", "/embed", "/tokenize", "/detokenize");
  await fc.assert(
    fc.asyncProperty(paths, mutated, types, async (path, raw, type) => {
      const response = await send(gateway, path, { raw, headers: { "content-type": type, "cache-control": "no-store" } });
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      expect(ALLOWED).toContain(response.status);
      const text = await response.text();
      if (response.status !== 200) errorAnswer.parse(JSON.parse(text));
      expect(text).not.toMatch(/ZodError|SyntaxError|TypeError|at \w+ \(|node_modules/);
    }),
    { numRuns: RUNS },
  );
  expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 400, 415]));
}, 240_000);
