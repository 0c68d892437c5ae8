import { ERROR_CODES } from "@steadytext/core";
import { expect } from "vitest";
import { z } from "zod";

/** The native error body. */
export const errorAnswer = z.looseObject({
  error: z.string().min(1),
  code: z.enum(ERROR_CODES),
  param: z.string().optional(),
  request_id: z.string().min(1),
});

/** Checks an error answer and gives its body. */
export async function expectError(response: Response, status: number, code: (typeof ERROR_CODES)[number], param?: string) {
  const body = errorAnswer.parse(await response.json());
  expect({ status: response.status, code: body.code, param: body.param }).toEqual({ status, code, param });
  expect(body.request_id).toBe(response.headers.get("x-request-id"));
  return body;
}

/** The error body of `/v1` and `/admin`, as OpenAI's clients parse it. */
const nestedErrorAnswer = z.strictObject({
  error: z.looseObject({
    message: z.string().min(1),
    type: z.string().min(1),
    param: z.string().nullable(),
    code: z.enum(ERROR_CODES),
    doc_url: z.url(),
  }),
  request_id: z.string().min(1),
});

/** Checks a nested error answer and gives its inner body. */
export async function expectNestedError(response: Response, status: number, code: (typeof ERROR_CODES)[number], param?: string) {
  const { error, request_id } = nestedErrorAnswer.parse(await response.json());
  expect({ status: response.status, code: error.code, param: error.param }).toEqual({ status, code, param: param ?? null });
  expect(request_id).toBe(response.headers.get("x-request-id"));
  return error;
}
