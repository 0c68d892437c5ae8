export { CacheEntrypoint } from "./cache-entrypoint.ts";
export { default } from "./no-public-route.ts";
