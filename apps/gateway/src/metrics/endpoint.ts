/** The endpoint of requests that no route took: whatever their path was, it makes no series of its own. */
const UNMATCHED = "unmatched";

/** The path of the route that took a request, as the router notes it on the request; never the path that was asked for. */
export function endpointOf(request: Request, paths: ReadonlySet<string>): string {
  const { route } = request as { readonly route?: string };
  // The router writes the root as the empty path.
  const path = route === "" ? "/" : route;
  return path !== undefined && paths.has(path) ? path : UNMATCHED;
}
