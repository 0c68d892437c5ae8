import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { routes } from "../routes/index.ts";
import { parsePresent } from "./parse-present.ts";

const bodies = routes.flatMap(({ path, request }) => (request === null ? [] : [[path, request] as const]));
const values = fc.oneof(
  fc.constantFrom<unknown>("a", "", "shared", ["a"], [], 0, 1, 1.5, -3, true, false, null, {}, { type: "text" }, [
    { role: "user", content: "a" },
  ]),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Bodies of the schema's own fields, right ones and wrong ones, and now and then of another. */
function bodyOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const likely = {
    prompt: "a",
    messages: [{ role: "user", content: "a" }],
    text: "a",
    input: "a",
    cache_name: "c",
    key: "k",
    content: "a",
  };
  const start = Object.fromEntries(Object.entries(likely).filter(([name]) => names.includes(name)));
  const fields = fc.dictionary(fc.constantFrom(...names, "other"), values, { maxKeys: 3, noNullPrototype: true });
  return fc.oneof(
    fields,
    fields.map((some) => ({ ...start, ...some })),
    values,
  );
}

describe("parsePresent", () => {
  test.each(bodies)("of %s is what the schema makes of it, or left to it", (_path, schema) => {
    fc.assert(
      fc.property(bodyOf(schema), (body) => {
        const present = parsePresent(schema, body);
        const { data } = schema.safeParse(body);
        expect(present ?? data).toEqual(data);
      }),
    );
  });

  test("takes the bodies that the routes take most", () => {
    const taken = bodies.filter(([, schema]) => parsePresent(schema, { prompt: "a" }) !== null).map(([path]) => path);
    expect(taken).toEqual(expect.arrayContaining(["/generate", "/v1/completions"]));
  });

  test("asks the schema where more is checked than each field", () => {
    const schema = z.strictObject({ a: z.number(), b: z.number() }).refine(({ a, b }) => a < b);
    expect(parsePresent(schema, { a: 1, b: 2 })).toBeNull();
    expect(parsePresent(z.object({ a: z.number() }), { a: 1, c: 3 })).toBeNull();
  });
});
