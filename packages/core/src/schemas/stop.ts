import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { wellFormedText } from "./text.ts";

/** One string at which a generation stops. */
export const stopString = wellFormedText(LIMITS.stopBytes).refine((text) => text.length > 0, "must not be empty");

export const stopStrings = z.union([stopString, z.array(stopString).max(LIMITS.stopStrings)]);
