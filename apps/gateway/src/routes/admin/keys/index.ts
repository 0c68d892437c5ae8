import type { Route } from "../../route.ts";
import { createKeyRoute } from "./create.ts";
import { listKeysRoute } from "./list.ts";
import { readKeyRoute, revokeKeyRoute, updateKeyRoute } from "./one-key.ts";
import { rotateKeyRoute } from "./rotate.ts";

/** What operators do with keys. */
export const keyAdminRoutes: readonly Route[] = [
  createKeyRoute,
  listKeysRoute,
  readKeyRoute,
  updateKeyRoute,
  revokeKeyRoute,
  rotateKeyRoute,
];
