import { beforeEach, describe, expect, test } from "vitest";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { MANIFEST } from "./stand-ins/registry.ts";

beforeEach(resetStandIns);

const ENTRY = { id: MANIFEST.name, object: "model", created: MANIFEST.created, owned_by: "steadytext" };

describe("GET /v1/models", () => {
  test("lists the published models, with any key for inference", async () => {
    for (const key of ["acme", "embedOnly", "reranker"] as const) {
      const response = await send(newGateway(), "/v1/models", { key: keyText(key) });
      expect(await response.json()).toEqual({ object: "list", data: [ENTRY] });
    }
    await expectNestedError(await send(newGateway(), "/v1/models", { key: keyText("cacheReader") }), 403, "insufficient_scope");
  });

  test.each([MANIFEST.name, "default"])("finds %s by its id", async (id) => {
    expect(await (await send(newGateway(), `/v1/models/${id}`)).json()).toEqual(ENTRY);
  });

  test.each(["gpt-4", "a%2Fb", "tiny-chat%20"])("says that there is no model %s", async (id) => {
    await expectNestedError(await send(newGateway(), `/v1/models/${id}`), 404, "model_not_found", "id");
  });
});
