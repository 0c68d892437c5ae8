import { expect, test } from "vitest";
import { cachePolicy } from "./cache-control.ts";

const USUAL = { read: true, store: true, onlyIfCached: false };

test.each([
  ["", {}, USUAL],
  ["max-age=60", {}, USUAL],
  ["no-cache", {}, { ...USUAL, read: false }],
  ["max-age=0", {}, { ...USUAL, read: false }],
  ['MAX-AGE = "0"', {}, { ...USUAL, read: false }],
  ["no-store", {}, { ...USUAL, store: false }],
  ["only-if-cached", {}, { ...USUAL, onlyIfCached: true }],
  ["No-Cache , No-Store", {}, { read: false, store: false, onlyIfCached: false }],
  ["x-no-cache, no-storey", {}, USUAL],
  ["", { no_cache: true }, { ...USUAL, read: false }],
  ["", { no_store: true }, { ...USUAL, store: false }],
  ["no-cache", { no_cache: false, no_store: false }, { ...USUAL, read: false }],
])("Cache-Control %j with cache %j is %j", (header, body, policy) => {
  expect(cachePolicy(new Headers({ "cache-control": header }), body)).toEqual(policy);
});
