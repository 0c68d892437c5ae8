import fc from "fast-check";
import { beforeEach, expect, inject, test, vi } from "vitest";
import { expectContract, operations, type Operation } from "./contract.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyFor, pathArbitrary } from "./operation-request.ts";
import { mutatedArbitrary, schemaArbitrary } from "./schema-arbitrary.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

declare module "vitest" {
  interface ProvidedContext {
    /** How many requests, and from which seed; from any where there is none. */
    fuzz: { readonly numRuns: number; readonly seed?: number };
  }
}

const FUZZ = inject("fuzz");

/** A JSON text with a few bytes changed, cut or put in. */
function damaged(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("set", "cut", "insert")), { minLength: 1, maxLength: 4 });
  return fc.tuple(texts, edits).map(([text, changes]) => {
    const bytes = [...new TextEncoder().encode(text)];
    for (const [at, byte, kind] of changes)
      bytes.splice(at % (bytes.length + 1), kind === "insert" ? 0 : 1, ...(kind === "cut" ? [] : [byte]));
    return Uint8Array.from(bytes);
  });
}

function bodies({ body }: Operation): fc.Arbitrary<BodyInit | null> {
  if (body === null) return fc.constant(null);
  const valid = schemaArbitrary(body);
  const json = fc.oneof(valid, mutatedArbitrary(valid), mutatedArbitrary(mutatedArbitrary(valid))).map((value) => JSON.stringify(value));
  return fc.oneof({ weight: 4, arbitrary: json }, { weight: 1, arbitrary: damaged(json) });
}

/** A refusal of a field in a body names it in its message as well. */
function expectNamed(text: string): void {
  const { error, param: own = null } = JSON.parse(text) as { error: string | { message: string; param: string | null }; param?: string };
  const { message, param } = typeof error === "string" ? { message: error, param: own } : error;
  expect({ message, named: message.includes(param ?? "") }).toEqual({ message, named: true });
}

const types = fc.oneof(
  { weight: 20, arbitrary: fc.constant("application/json") },
  { weight: 1, arbitrary: fc.constantFrom("text/plain", "application/json; charset=latin1", "") },
);

/** Operations by their index, which a counterexample can show. */
const requests = fc.oneof(
  ...operations.map((operation, index) => fc.tuple(fc.constant(index), pathArbitrary(operation), bodies(operation), types)),
);

test(`of ${FUZZ.numRuns} fuzzed requests to all operations none is a server error, and every answer is one that the document tells of`, async () => {
  const gateway = newGateway();
  const seen = new Map<string, Set<number>>();
  await fc.assert(
    fc.asyncProperty(requests, async ([index, path, raw, type]) => {
      const operation = operations[index] as Operation;
      const { method, path: template } = operation.route;
      const headers: Record<string, string> = { ...(raw === null ? {} : { "content-type": type }), "cache-control": "no-store" };
      const response = await send(gateway, path, { method, key: keyFor(operation), headers, ...(raw === null ? {} : { raw }) });
      const place = `${method} ${template}`;
      seen.set(place, (seen.get(place) ?? new Set()).add(response.status));
      expect({ path, serverError: response.status >= 500 }).toEqual({ path, serverError: false });
      const text = await expectContract(operation, response);
      if (response.status === 400 && operation.body !== null) expectNamed(text);
      expect(text).not.toMatch(/ZodError|SyntaxError|TypeError|at \w+ \(|node_modules/);
    }),
    FUZZ,
  );
  expect([...seen.keys()].toSorted()).toEqual(operations.map(({ route: { method, path } }) => `${method} ${path}`).toSorted());
  const refused = [...seen].filter(([, statuses]) => statuses.has(400)).map(([place]) => place);
  const taking = operations.filter(({ body }) => body !== null).map(({ route: { method, path } }) => `${method} ${path}`);
  expect(refused).toEqual(expect.arrayContaining(taking));
  expect(new Set([...seen.values()].flatMap((statuses) => [...statuses]))).toEqual(new Set([200, 201, 400, 404, 409, 415]));
}, 600_000);
