import type { Route } from "../../route.ts";
import { activateModelRoute } from "./activate.ts";
import { findFileRoute } from "./find-file.ts";
import { listPartsRoute, putPartRoute } from "./file-parts.ts";
import { modelHistoryRoute } from "./history.ts";
import { modelListRoute } from "./list.ts";
import { publishModelRoute } from "./publish.ts";
import { publishTokenizerRoute } from "./publish-tokenizer.ts";
import { removeModelRoute } from "./remove.ts";
import { rollbackModelRoute } from "./rollback.ts";

/** What operators do with models. */
export const modelAdminRoutes: readonly Route[] = [
  modelListRoute,
  findFileRoute,
  listPartsRoute,
  putPartRoute,
  modelHistoryRoute,
  publishModelRoute,
  publishTokenizerRoute,
  activateModelRoute,
  rollbackModelRoute,
  removeModelRoute,
];
