import { afterAll, beforeAll, expect, test } from "vitest";
import { embeddingModel, generationModel } from "../harness/models.ts";
import { startService, type Service } from "../harness/service.ts";

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, object>>;
}

interface Operation {
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly examples?: { readonly typical: { readonly value: object } } }>>;
  };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}

const SCOPES = ["generate", "embed", "rerank", "cache:read", "cache:write", "metrics", "admin"];
const WRONG = [null, true, -1, 1e300, "", "\ud800", [], {}, ["a", 1], { deep: { deeper: [] } }];
const FROM_INSIDE = /ZodError|SyntaxError|TypeError|SQLITE|D1_ERROR|node_modules|at \w+ \(/;

let service: Service;
let key: string;

beforeAll(async () => {
  service = await startService(
    [generationModel(), embeddingModel()],
    [{ tenant: "fuzz", scopes: SCOPES, limits: { requests_per_minute: 100_000 } }],
  );
  [key = ""] = service.keys;
});

afterAll(() => service?.close());

/** An example as it is, without each of its fields, and with each field and an unknown one set to what it may hardly be. */
function variants(example: object): readonly unknown[] {
  const short = "prompt" in example || "messages" in example ? { ...example, max_tokens: 1 } : example;
  const { echo: _scored, ...plain } = short as { echo?: boolean };
  const without = Object.keys(plain).map((name) => Object.fromEntries(Object.entries(plain).filter(([other]) => other !== name)));
  const wrong = [...Object.keys(plain), "surplus"].flatMap((name) => WRONG.map((value) => ({ ...plain, [name]: value })));
  return [short, ...without, ...wrong, [], null, "text"];
}

test("the real service answers examples and what is wrong with them as its document tells, never with a failure of its own", async () => {
  const { paths, components } = (await (await service.get("/openapi.json")).json()) as Document;
  const asked = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const example = operation.requestBody?.content["application/json"]?.examples?.typical.value;
      return example === undefined
        ? []
        : [{ path: path.replace("{id}", "nobodysKey01").replace("{name}", "missing"), method, operation, example }];
    }),
  );
  const seen = new Set<number>();
  for (const { path, method, operation, example } of asked) {
    for (const body of variants(example)) {
      const response = await service.harness.fetch(path, {
        method: method.toUpperCase(),
        headers: { "content-type": "application/json", "x-api-key": key },
        body: JSON.stringify(body),
      });
      const [text, type = ""] = [await response.text(), response.headers.get("content-type")?.split(";")[0]];
      const told = operation.responses[response.status];
      const answer = told?.$ref === undefined ? told : components.responses[told.$ref.split("/").at(-1) ?? ""];
      const place = { path, body, status: response.status, text };
      expect({ ...place, told: Object.keys(answer?.content ?? {}).includes(type) }).toEqual({ ...place, told: true });
      expect(response.status).toBeLessThan(500);
      expect(text).not.toMatch(FROM_INSIDE);
      seen.add(response.status);
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 404]));
});
