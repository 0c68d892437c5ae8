import type { Region } from "@steadytext/core";
import type { Place } from "../config.ts";

/** Of each region: the others, nearest first by the usual network distances. */
const NEIGHBOURS: Readonly<Record<Region, readonly Region[]>> = {
  wnam: ["enam", "sam", "weur", "oc", "apac", "eeur", "me", "afr"],
  enam: ["wnam", "weur", "sam", "eeur", "me", "afr", "apac", "oc"],
  sam: ["enam", "wnam", "weur", "eeur", "afr", "me", "oc", "apac"],
  weur: ["eeur", "enam", "me", "afr", "wnam", "apac", "sam", "oc"],
  eeur: ["weur", "me", "enam", "afr", "apac", "wnam", "sam", "oc"],
  apac: ["oc", "me", "wnam", "eeur", "weur", "enam", "afr", "sam"],
  oc: ["apac", "wnam", "enam", "me", "weur", "eeur", "sam", "afr"],
  afr: ["weur", "eeur", "me", "enam", "apac", "sam", "wnam", "oc"],
  me: ["eeur", "weur", "afr", "apac", "enam", "oc", "wnam", "sam"],
};

/** The place whose replicas a caller's requests go to first. The first one, where nothing is known of the caller. */
export function nearestPlace(places: readonly Place[], caller: Region | undefined): Place {
  const byDistance = caller === undefined ? [] : [caller, ...NEIGHBOURS[caller]];
  return byDistance.find((region) => places.includes(region)) ?? places[0]!;
}
