import { analyticsRoute } from "./admin/analytics.ts";
import { cacheAdminRoutes } from "./admin/cache/index.ts";
import { keyAdminRoutes } from "./admin/keys/index.ts";
import { modelAdminRoutes } from "./admin/models/index.ts";
import { usageRoute } from "./admin/usage.ts";
import { cacheProtocolRoutes } from "./api/index.ts";
import { detokenizeRoute } from "./detokenize.ts";
import { docsRoutes } from "./docs.ts";
import { embedRoute } from "./embed.ts";
import { generateRoute } from "./generate.ts";
import { healthReadyRoute } from "./health-ready.ts";
import { healthLiveRoute, healthRoute } from "./health.ts";
import { infoRoute } from "./info.ts";
import { metricsRoute } from "./metrics.ts";
import { openapiRoute } from "./openapi.ts";
import { rerankRoute, v1RerankRoute } from "./rerank.ts";
import type { Route } from "./route.ts";
import { startPageRoute } from "./start-page.ts";
import { tokenizeRoute } from "./tokenize.ts";
import { chatCompletionsRoute } from "./v1/chat-completions.ts";
import { completionsRoute } from "./v1/completions.ts";
import { embeddingsRoute } from "./v1/embeddings.ts";
import { modelRoute, modelsRoute } from "./v1/models.ts";

const operations: readonly Route[] = [
  generateRoute,
  embedRoute,
  rerankRoute,
  tokenizeRoute,
  detokenizeRoute,
  infoRoute,
  metricsRoute,
  healthRoute,
  healthLiveRoute,
  healthReadyRoute,
  chatCompletionsRoute,
  completionsRoute,
  embeddingsRoute,
  v1RerankRoute,
  modelsRoute,
  modelRoute,
  ...cacheProtocolRoutes,
  ...cacheAdminRoutes,
  ...keyAdminRoutes,
  ...modelAdminRoutes,
  usageRoute,
  analyticsRoute,
  ...docsRoutes,
  openapiRoute(() => routes),
];

/** Every route there is: the router is made from this list. */
export const routes: readonly Route[] = [startPageRoute(operations), ...operations];
