import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { test } from "node:test";
import { findChromium } from "./find-chromium.mjs";

test("the first Chromium of the path is taken", () => {
  const there = new Set(["/b/google-chrome", "/c/chromium"]);
  assert.equal(
    findChromium(["/a", "/b", "/c"].join(delimiter), (file) => there.has(file)),
    "/b/google-chrome",
  );
});

test("where there is none, it is told how to install one", () => {
  assert.throws(() => findChromium("/a", () => false), /apt-get install chromium/);
});
