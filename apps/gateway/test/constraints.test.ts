import { beforeEach, describe, expect, test } from "vitest";
import { expectError, expectNestedError } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { engine } from "./stand-ins/engine.ts";

const CHAT = "/v1/chat/completions";
const SCHEMA = { type: "object", properties: { b: { type: "string" }, a: { type: "integer" } }, required: ["b"] };
const messages = [{ role: "user", content: "Hi" }];
const BOMB = { $defs: { a: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" };

beforeEach(resetStandIns);

describe("a constraint", () => {
  test.each([
    ["/generate", { prompt: "Hi", schema: SCHEMA }],
    [CHAT, { messages, response_format: { type: "json_schema", json_schema: { name: "n", schema: SCHEMA } } }],
    [CHAT, { messages, response_format: { type: "json_schema", schema: SCHEMA }, stream: true }],
    ["/v1/completions", { prompt: "Hi", guided_json: SCHEMA }],
  ] as const)("reaches the engine from %s as it was written", async (path, body) => {
    const response = await send(newGateway(), path, { body });
    expect(response.status).toBe(200);
    await response.text();
    expect(engine.jobs[0]?.request.constraint).toEqual({ schema: JSON.stringify(SCHEMA), separators: "compact" });
  });

  test("is part of what an answer is stored by", async () => {
    const gateway = newGateway();
    const digest = async (body: object) => (await send(gateway, "/generate", { body })).headers.get("x-steadytext-digest");
    const digests = [
      await digest({ prompt: "Hi" }),
      await digest({ prompt: "Hi", choices: ["a", "b"] }),
      await digest({ prompt: "Hi", choices: ["b", "a"] }),
      await digest({ prompt: "Hi", regex: "a|b" }),
    ];
    expect(new Set(digests).size).toBe(3);
  });

  test.each([
    ["a keyword that cannot be kept", { schema: { type: "object", properties: { a: { not: {} } } } }, "schema", "/properties/a/not"],
    ["a cycle", { schema: BOMB }, "schema", "/$defs/a"],
    ["contradicting bounds", { schema: { type: "integer", minimum: 3, maximum: 2 } }, "schema", "/minimum"],
  ])("is refused before any work where it is %s", async (_, constraint, param, pointer) => {
    for (const stream of [false, true]) {
      const body = { prompt: "Hi", stream, ...constraint };
      const told = await expectError(await send(newGateway(), "/generate", { body }), 400, "unsupported_schema", param);
      expect(told).toMatchObject({ pointer });
    }
    expect(engine.jobs).toHaveLength(0);
  });

  test.each([
    ["an invalid expression", { regex: "(" }, "regex"],
    ["look-around", { regex: "a(?=b)" }, "regex"],
    ["a bomb of repetitions", { regex: "(a{1000}){1000}" }, "regex"],
    ["no choice", { choices: [] }, "choices"],
    ["two constraints", { regex: "a", choices: ["a"] }, "choices"],
    ["a stop string beside it", { regex: "a", stop: "b" }, "stop"],
  ])("is refused as a request where it is %s", async (_, constraint, param) => {
    await expectError(await send(newGateway(), "/generate", { body: { prompt: "Hi", ...constraint } }), 400, "invalid_request", param);
    expect(engine.jobs).toHaveLength(0);
  });

  test.each([
    [CHAT, { messages, response_format: { type: "json_schema", json_schema: { schema: BOMB } } }, "response_format.json_schema.schema"],
    [CHAT, { messages, structured_outputs: { json: BOMB } }, "structured_outputs.json"],
    ["/v1/completions", { prompt: ["a", "b"], guided_json: BOMB }, "guided_json"],
  ] as const)("is named in a refusal by the field that %s has", async (path, body, param) => {
    await expectNestedError(await send(newGateway(), path, { body }), 400, "unsupported_schema", param);
    expect(engine.jobs).toHaveLength(0);
  });
});
