import { z } from "zod";

/** What a request's body may ask of the cache. */
export const cacheOptions = z.strictObject({
  no_cache: z.boolean().default(false),
  no_store: z.boolean().default(false),
  ttl: z.int().min(60).max(31_536_000).optional().describe("Seconds that the stored answer lives"),
});
