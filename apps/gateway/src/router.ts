import { Router } from "itty-router";
import type { Config } from "./config.ts";
import type { RequestContext } from "./context.ts";
import { discardBody } from "./http/discard-body.ts";
import { answerHeaders } from "./middleware/answer-headers.ts";
import { cors } from "./middleware/cors.ts";
import { headWithoutBody } from "./middleware/head-without-body.ts";
import { noSuchRoute } from "./middleware/no-such-route.ts";
import { otherMethods } from "./middleware/other-methods.ts";
import { unknownFailure } from "./middleware/unknown-failure.ts";
import type { Route } from "./routes/route.ts";
import { runRoute } from "./routes/run-route.ts";

/** The way of a request: its route (the first that takes it), then `finally`; whatever throws goes to `catch`. */
export function createRouter(routes: readonly Route[], config: Config) {
  const router = Router<Request, [RequestContext], Response>({
    catch: unknownFailure,
    finally: [answerHeaders, cors(config.CORS_ORIGINS), headWithoutBody, (_response, request: Request) => discardBody(request)],
  });
  for (const route of routes) {
    for (const method of methodsOf(route)) router[method](route.path, runRoute(route));
  }
  const taken = [...router.routes];
  router.all("*", (request, context) => {
    const { pathname } = new URL(request.url);
    const allowed = taken.filter(([, path]) => path.test(pathname)).map(([method]) => method);
    return allowed.length === 0 ? noSuchRoute(request, context) : otherMethods([...new Set(allowed)])(request, context);
  });
  return router;
}

type Method = "get" | "head" | "post" | "put" | "patch" | "delete";

function methodsOf({ method }: Route): readonly Method[] {
  return method === "GET" ? ["get", "head"] : [method.toLowerCase() as Exclude<Method, "get" | "head">];
}
