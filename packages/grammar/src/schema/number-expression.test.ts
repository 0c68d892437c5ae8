import fc from "fast-check";
import { expect, test } from "vitest";
import { compileConstraint } from "../compile-constraint.ts";

const hundredths = fc.integer({ min: -3000, max: 3000 });

function accepts(schema: object, text: string): boolean {
  const compiled = compileConstraint({ schema });
  return compiled.ok && compiled.value.accepts(text);
}

test("a decimal is taken exactly where it is within the bounds, inclusive or not", () => {
  fc.assert(
    fc.property(
      hundredths,
      hundredths,
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: -32_000, max: 32_000 }),
      (a, b, openLow, openHigh, value) => {
        const [low, high] = [Math.min(a, b) / 100, Math.max(a, b) / 100];
        const schema = {
          type: "number",
          [openLow ? "exclusiveMinimum" : "minimum"]: low,
          [openHigh ? "exclusiveMaximum" : "maximum"]: high,
        };
        for (const candidate of [value / 1000, low, high, low + 0.001, high - 0.001, Math.floor(low), Math.ceil(high)].map((x) =>
          Number(x.toFixed(3)),
        )) {
          const isWithin = (openLow ? candidate > low : candidate >= low) && (openHigh ? candidate < high : candidate <= high);
          expect({ schema, candidate, taken: accepts(schema, JSON.stringify(candidate)) }).toEqual({ schema, candidate, taken: isWithin });
        }
      },
    ),
    { numRuns: 150 },
  );
});

test("a whole number is taken exactly where it is within the bounds and a multiple of the step", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -999, max: 999 }),
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer(),
      (low, span, step, seed) => {
        const schema = { type: "integer", minimum: low, maximum: low + span, multipleOf: step };
        for (const value of [seed % 2000, low, low + span, low - 1, low + span + 1, step * (seed % 50), 0]) {
          const isTaken = value >= low && value <= low + span && value % step === 0;
          expect({ schema, value, taken: accepts(schema, JSON.stringify(value)) }).toEqual({ schema, value, taken: isTaken });
        }
      },
    ),
    { numRuns: 60 },
  );
});
