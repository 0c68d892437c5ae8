import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";

describe("the search for Chromium", () => {
  it("takes the first one of the path", () => {
    const there = new Set(["/b/google-chrome", "/c/chromium"]);
    expect(findChromium(["/a", "/b", "/c"].join(delimiter), (file) => there.has(file))).toBe("/b/google-chrome");
  });

  it("says how to install one when there is none", () => {
    expect(() => findChromium("/a", () => false)).toThrow("apt-get install chromium");
  });
});
