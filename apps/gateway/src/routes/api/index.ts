import type { Route } from "../route.ts";
import { batchDeleteRoute, batchGetRoute, batchSetRoute } from "./batch.ts";
import { deleteRoute, existsRoute, getRoute, setRoute } from "./single-key.ts";
import { clearRoute, initRoute, statsRoute } from "./whole-cache.ts";

/** The cache protocol of SteadyText's Python library. */
export const cacheProtocolRoutes: readonly Route[] = [
  initRoute,
  getRoute,
  setRoute,
  deleteRoute,
  existsRoute,
  clearRoute,
  statsRoute,
  batchGetRoute,
  batchSetRoute,
  batchDeleteRoute,
];
