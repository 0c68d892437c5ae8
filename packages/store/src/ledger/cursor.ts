import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { z } from "zod";

/** The place in a listing after which the next page begins, as opaque text. */
export function writeCursor(place: readonly (string | number)[]): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(place))));
}

/** What `writeCursor` wrote, or null where there is no cursor. */
export function readCursor<Place extends z.ZodType>(cursor: string | undefined, place: Place): Result<z.infer<Place> | null, ServiceError> {
  if (cursor === undefined) return ok(null);
  try {
    const bytes = Uint8Array.from(atob(cursor), (character) => character.charCodeAt(0));
    return ok(place.parse(JSON.parse(new TextDecoder().decode(bytes))));
  } catch {
    return fail("invalid_request", "cursor: must be one that a page was answered with, or left out", { param: "cursor" });
  }
}
