import { describe, expect, test } from "vitest";
import { checkMediaType } from "./media-type.ts";

describe("media type", () => {
  test.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "application/json; x=y",
  ])("takes %s", (type) => {
    expect(checkMediaType(new Headers({ "content-type": type })).ok).toBe(true);
  });

  test.each([
    "",
    "text/plain",
    "application/jsonp",
    "application/x-www-form-urlencoded",
    "application/json; charset=latin1",
    "text/plain; application/json",
  ])("refuses %j", (type) => {
    expect(checkMediaType(new Headers({ "content-type": type }))).toMatchObject({ error: { code: "unsupported_media_type" } });
  });

  test("refuses a compressed body", () => {
    const headers = new Headers({ "content-type": "application/json", "content-encoding": "gzip" });
    expect(checkMediaType(headers)).toMatchObject({ error: { code: "unsupported_media_type" } });
  });
});
