import { ERROR_CODES } from "@steadytext/core";
import { describe, expect, test } from "vitest";
import { PUBLIC_CODES } from "../src/docs/error-catalogue.ts";
import { newGateway, send } from "./gateway-client.ts";
import { expectError } from "./error-answer.ts";

const get = (path: string, headers: Record<string, string> = {}) => send(newGateway(), path, { key: null, headers });

describe("the documentation", () => {
  test("of the API is an OpenAPI 3.1 document", async () => {
    const response = await get("/openapi.json");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.json()).toMatchObject({ openapi: "3.1.1", paths: { "/generate": { post: { operationId: "postGenerate" } } } });
  });

  test.each(["/docs", "/docs/errors"])("%s is a page that may load nothing from elsewhere, and names no other host", async (path) => {
    const response = await get(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/(?:src|href)="(?!\/|#|data:,")/);
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=| style=/);
  });

  test("of the errors has every code that a caller may see under its own anchor, and no code of the inside", async () => {
    const html = await (await get("/docs/errors")).text();
    const anchors = [...html.matchAll(/<section id="(\w+)">/g)].map(([, id]) => id);
    expect(anchors.toSorted()).toEqual(ERROR_CODES.filter((code) => code !== "model_changed" && code !== "cancelled").toSorted());
    const listed = (await (await get("/docs/errors", { accept: "application/json" })).json()) as { errors: { code: string }[] };
    expect(listed.errors.map(({ code }) => code)).toEqual(PUBLIC_CODES);
  });

  test.each([
    ["reference.js", "text/javascript", "SwaggerUIBundle({"],
    ["errors.css", "text/css", "main {"],
    ["swagger-ui-bundle.js", "text/javascript", "SwaggerUIBundle"],
    ["swagger-ui.css", "text/css", ".swagger-ui"],
  ])("has the file %s, compressed only for who takes that", async (name, type, content) => {
    const plain = await get(`/docs/files/${name}`);
    expect([plain.status, plain.headers.get("content-type"), plain.headers.get("content-encoding")]).toEqual([
      200,
      `${type}; charset=utf-8`,
      null,
    ]);
    expect(await plain.text()).toContain(content);
  });

  test("has no other file", async () => {
    await expectError(await get("/docs/files/..%2Fwrangler.jsonc"), 404, "not_found", "name");
  });
});
