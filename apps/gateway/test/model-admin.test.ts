import { fail, ok, type PublishedModel } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send, type Send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { embedder } from "./stand-ins/embedder.ts";
import { engine } from "./stand-ins/engine.ts";
import { MANIFEST, registry } from "./stand-ins/registry.ts";

const gateway = newGateway();
const DIGEST = "b".repeat(64);
const ask = (path: string, options: Send = {}) => send(gateway, path, { key: keyText("operator"), ...options });
const put = (path: string, text: string, headers: Record<string, string> = {}) =>
  ask(path, { method: "PUT", raw: text, headers: { "x-content-sha256": DIGEST, "content-length": String(text.length), ...headers } });

beforeEach(resetStandIns);

describe("models, for an operator", () => {
  test("are listed with versions, sequence, default and history", async () => {
    const answer = await (await ask("/admin/models")).json();
    expect(answer).toEqual({
      models: [
        {
          name: "tiny-chat",
          kind: "generate",
          default: true,
          active: "1",
          sequence: 1,
          versions: [
            {
              version: "1",
              model_digest: MANIFEST.file.sha256,
              size: 11,
              license: "Apache-2.0",
              created: 1_700_000_000,
              context_length: 1024,
            },
          ],
          history: [{ sequence: 1, version: "1", model_digest: MANIFEST.file.sha256, action: "activate", at: "2023-11-14T22:13:20.000Z" }],
        },
      ],
    });
    expect(await (await ask("/admin/models/tiny-chat/history")).json()).toMatchObject({
      history: [{ sequence: 1, model_digest: MANIFEST.file.sha256 }],
    });
  });

  test("are published by a body that streams through, with what the query says", async () => {
    const response = await put("/admin/models/tiny-chat/q4?kind=generate&license=MIT&context_length=512", "GGUF weights");
    expect(response.status).toBe(201);
    expect(registry.received).toEqual(["GGUF weights"]);
    expect(registry.uploads).toEqual([
      { name: "tiny-chat", version: "q4", sha256: DIGEST, details: { kind: "generate", license: "MIT", contextLength: 512 } },
    ]);
  });

  test("arrive in parts as well: each under its place and its own SHA-256, and what has come is listed", async () => {
    const parts = `/admin/models/files/${DIGEST}/parts`;
    const sent = await put(`${parts}/3`, "abc");
    expect({ status: sent.status, body: await sent.json() }).toEqual({ status: 201, body: { index: 3, size: 3 } });
    expect(registry.received).toEqual(["abc"]);
    const listed = await ask(parts);
    expect(await listed.json()).toEqual({ parts: [{ index: 0, size: 3 }] });
    expect((await put(`${parts}/256`, "abc")).status).toBe(400);
    expect((await put(`${parts}/0`, "")).status).toBe(400);
  });

  test("for embeddings name their tokenizer, which is sent before, and say how they are used", async () => {
    expect((await put("/admin/models/e/1/tokenizer", "{}")).status).toBe(201);
    const details = encodeURIComponent(JSON.stringify({ runtime: "onnxruntime-web", dimension: 4, max_tokens: 8 }));
    await put(`/admin/models/e/1?kind=embed&license=MIT&tokenizer=${DIGEST}&details=${details}`, "onnx");
    expect(registry.received).toEqual(["{}", "onnx"]);
    const fields = { kind: "embed", license: "MIT", runtime: "onnxruntime-web", dimension: 4, maxTokens: 8 };
    expect(registry.uploads).toEqual([{ name: "e", version: "1", sha256: DIGEST, tokenizerSha256: DIGEST, details: fields }]);
  });

  test("whose file is stored are registered by an empty body, and whether it is can be asked", async () => {
    await put("/admin/models/tiny-chat/q5?kind=generate&license=MIT", "");
    expect(registry.received).toEqual([null]);
    expect(await (await ask(`/admin/models/files/${MANIFEST.file.sha256}`)).json()).toEqual(MANIFEST.file);
    await expectNestedError(await ask(`/admin/models/files/${DIGEST}`), 404, "not_found");
  });

  test("are activated by compare-and-set, and loaded ahead of their callers", async () => {
    const warm = vi.spyOn(engine.does, "warm");
    const response = await ask("/admin/models/tiny-chat/activate", { body: { version: "1", if_sequence: 1, default: true } });
    expect(await response.json()).toMatchObject({ name: "tiny-chat", sequence: 2 });
    await response.settled();
    expect(registry.orders).toEqual([{ name: "tiny-chat", version: "1", ifSequence: 1, kind: undefined, makeDefault: true }]);
    expect(warm).toHaveBeenCalledWith("tiny-chat", undefined);
  });

  test("of embeddings are loaded by the embedder, which is told what is outdated", async () => {
    const [mine, other] = [vi.spyOn(embedder.does, "warm"), vi.spyOn(engine.does, "warm")];
    const model = (active: string): PublishedModel => ({
      name: "tiny-embed",
      kind: "embed",
      isDefault: true,
      active,
      sequence: 2,
      versions: ["1", "2"].map((version) => ({ ...MANIFEST, name: "tiny-embed", version, file: { sha256: version.repeat(64), size: 1 } })),
      history: [],
    });
    registry.does.list = async () => ok([model("1")]);
    registry.does.activate = async () => ok(model("2"));
    await (await ask("/admin/models/tiny-embed/activate", { body: { version: "2", if_sequence: 1 } })).settled();
    expect(mine).toHaveBeenCalledWith("tiny-embed", "1".repeat(64));
    expect(other).not.toHaveBeenCalled();
  });

  test("are told of a stale sequence number with the present one, and of other refusals by name", async () => {
    const conflict = await ask("/admin/models/tiny-chat/rollback", { body: { if_sequence: 0 } });
    expect(conflict.status).toBe(409);
    expect(await conflict.json()).toMatchObject({ error: { code: "sequence_conflict", sequence: 1, param: "if_sequence" } });
    await expectNestedError(await ask("/admin/models/tiny-chat/1", { method: "DELETE" }), 400, "invalid_request", "version");
    registry.does.publish = async (_upload, body) => {
      await body?.stream.cancel();
      return fail("invalid_model", "The file is not a GGUF model", { details: { fault: "bad_magic" } });
    };
    await expectNestedError(await put("/admin/models/tiny-chat/q4?kind=generate&license=MIT", "text"), 400, "invalid_model");
  });
});

const good = "/admin/models/tiny-chat/q4?kind=generate&license=MIT";

describe("bad input", () => {
  test.each([
    ["a name with a path in it", "/admin/models/..%2Fsecret/1?kind=generate&license=MIT", {}, "name"],
    ["a name in capitals", "/admin/models/Tiny/1?kind=generate&license=MIT", {}, "name"],
    ["a name that is too long", `/admin/models/${"a".repeat(65)}/1?kind=generate&license=MIT`, {}, "name"],
    ["the name of the default", "/admin/models/default/1?kind=generate&license=MIT", {}, "name"],
    ["a bad version", "/admin/models/tiny-chat/_1?kind=generate&license=MIT", {}, "version"],
    ["no kind", "/admin/models/tiny-chat/1?license=MIT", {}, "kind"],
    ["another kind", "/admin/models/tiny-chat/1?kind=image&license=MIT", {}, "kind"],
    ["no licence", "/admin/models/tiny-chat/1?kind=generate", {}, "license"],
    ["a context without end", `${good}&context_length=100000`, {}, "context_length"],
    ["a digest that is too short", good, { "x-content-sha256": "abc" }, "x-content-sha256"],
    ["a digest that is not hexadecimal", good, { "x-content-sha256": "g".repeat(64) }, "x-content-sha256"],
    ["a tokenizer for a model that has its own", `${good}&tokenizer=${DIGEST}`, {}, "tokenizer"],
    ["no tokenizer", "/admin/models/e/1?kind=embed&license=MIT&details={}", {}, "tokenizer"],
    ["details that are no object", `/admin/models/e/1?kind=embed&license=MIT&tokenizer=${DIGEST}&details=[]`, {}, "details"],
  ])("with %s is named and reaches no registry", async (_, path, headers, param) => {
    await expectNestedError(await put(path, "GGUF", headers), 400, "invalid_request", param);
    expect(registry.uploads).toEqual([]);
  });

  test("without a digest is named", async () => {
    const raw = "GGUF";
    await expectNestedError(
      await ask(good, { method: "PUT", raw, headers: { "content-length": "4" } }),
      400,
      "invalid_request",
      "x-content-sha256",
    );
  });

  test("of an unknown length is named", async () => {
    const raw = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("GGUF"));
        controller.close();
      },
    });
    const headers = { "x-content-sha256": DIGEST };
    await expectNestedError(await ask(good, { method: "PUT", raw, headers }), 400, "invalid_request", "content-length");
  });

  test.each([
    [{ version: "1" }, "if_sequence"],
    [{ if_sequence: 1 }, "version"],
    [{ version: "1", if_sequence: -1 }, "if_sequence"],
    [{ version: "../1", if_sequence: 1 }, "version"],
  ])("of an activation (%j) is named", async (body, param) => {
    await expectNestedError(await ask("/admin/models/tiny-chat/activate", { body }), 400, "invalid_request", param);
    expect(registry.orders).toEqual([]);
  });

  test("of a key without the scope admin reaches nothing", async () => {
    const key = keyText("acme");
    for (const path of ["/admin/models", "/admin/models/tiny-chat/history", `/admin/models/files/${DIGEST}`]) {
      await expectNestedError(await send(gateway, path, { key }), 403, "insufficient_scope");
    }
    const headers = { "x-content-sha256": DIGEST, "content-length": "4" };
    await expectNestedError(await send(gateway, good, { key, method: "PUT", raw: "GGUF", headers }), 403, "insufficient_scope");
    expect(registry.received).toEqual([]);
  });
});
