import type { EffectiveConstraint, EffectiveGenerateRequest } from "@steadytext/core";
import fc from "fast-check";

/** The token of `x`: with a high bias, a text that only repeats itself. */
const X = 3 + 0x78;
/** Long enough for a page and a bit. */
const SHARED_START = "hello world 12 ".repeat(9);

const prompt = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }), fc.constantFrom("a", "b", "é", "ll"))
  .map(([shares, length, unit]) => ({ text: (shares ? SHARED_START : "") + unit.repeat(length) }));

/** The shortest document of each fits the fewest tokens that a constrained request has. */
const constraint: fc.Arbitrary<EffectiveConstraint> = fc.oneof(
  fc
    .record({
      schema: fc.constantFrom<object>(
        { type: "object", properties: { name: { type: "string" }, n: { type: "integer" } }, required: ["n"], additionalProperties: false },
        { type: "array", items: { enum: ["hello world", 12, true] }, maxItems: 5 },
        { const: { hello: ["world", 12, "hello world"] } },
      ),
      separators: fc.constantFrom("compact", "spaced"),
    })
    .map(({ schema, separators }) => ({ schema: JSON.stringify(schema), separators })),
  fc.record({ regex: fc.constantFrom("(hello|world)*", "[a-f]{3}12 hello world[0-9]+", "(é|ll){2,9}") }),
  fc.constant({ choices: ["hello", "hello world", "12"] }),
);

/** Requests of all kinds for the tiny model, many with a start or a turn that others have too. */
const freeRequest: fc.Arbitrary<EffectiveGenerateRequest> = fc.record({
  prompt,
  maxTokens: fc.integer({ min: 1, max: 40 }),
  temperature: fc.constantFrom(0, 0, 0.7, 1.5),
  seed: fc.constantFrom(0, 1, 2 ** 53 - 1),
  topK: fc.constantFrom(1, 5, 40),
  topP: fc.constantFrom(0.5, 1),
  minP: fc.constantFrom(0, 0.1),
  presencePenalty: fc.constantFrom(0, 0, 1.5, -1),
  frequencyPenalty: fc.constantFrom(0, 0, 0.3, -0.5),
  logitBias: fc.constantFrom([], [], [[10, 2.5]] as const, [[X, 100], [X + 1, -100]] as const), // prettier-ignore
  logprobs: fc.constantFrom(null, 0, 3, 20),
  echo: fc.constant(false),
  stop: fc.constantFrom([], [], ["hell"], ["\u0000", "1"], ["x".repeat(11)]),
});

/** The same, some of them held to a constraint. */
export const arbitraryRequest: fc.Arbitrary<EffectiveGenerateRequest> = fc.oneof(
  { weight: 2, arbitrary: freeRequest },
  {
    weight: 1,
    arbitrary: fc
      .tuple(freeRequest, constraint, fc.integer({ min: 40, max: 60 }))
      .map(([request, constraint, maxTokens]) => ({ ...request, maxTokens, stop: [], constraint })),
  },
);
