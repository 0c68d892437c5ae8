import type { Region } from "@steadytext/core";

/** Longitudes (degrees east) that part a continent into regions. */
const MIDDLE_OF_NORTH_AMERICA = -100;
const MIDDLE_OF_EUROPE = 20;
const EAST_OF_THE_GULF = 60;

/** Where a caller is, as `request.cf` tells; undefined where it tells nothing, as in local development. */
export function callerRegion(cf: object | undefined): Region | undefined {
  const { continent, longitude: east } = (cf ?? {}) as { readonly continent?: unknown; readonly longitude?: unknown };
  const longitude = Number(east ?? Number.NaN);
  switch (continent) {
    case "NA":
      return longitude < MIDDLE_OF_NORTH_AMERICA ? "wnam" : "enam";
    case "SA":
      return "sam";
    case "EU":
      return longitude > MIDDLE_OF_EUROPE ? "eeur" : "weur";
    case "AS":
      return longitude < EAST_OF_THE_GULF ? "me" : "apac";
    case "AF":
      return "afr";
    case "OC":
    case "AN":
      return "oc";
    default:
      return undefined;
  }
}
