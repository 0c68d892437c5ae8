import type { Route } from "../../route.ts";
import { cacheExportRoute } from "./export.ts";
import { cacheImportRoute } from "./import.ts";
import { cachePurgeRoute } from "./purge.ts";
import { cacheStatsRoute } from "./stats.ts";

/** What operators do with the result cache. */
export const cacheAdminRoutes: readonly Route[] = [cacheStatsRoute, cachePurgeRoute, cacheExportRoute, cacheImportRoute];
