import { expect, test } from "vitest";
import { requestIdOf } from "./request-id.ts";

test.each(["a", "req_01-X.y", "x".repeat(128)])("keeps the client's id %s", (id) => {
  expect(requestIdOf(new Headers({ "x-request-id": id }))).toBe(id);
});

test.each(["", "x".repeat(129), "a b", "a,b", "<script>", 'a"b'])("replaces %j by one of its own", (id) => {
  const made = requestIdOf(new Headers({ "x-request-id": id }));
  expect(made).toMatch(/^[0-9a-f-]{36}$/);
});
