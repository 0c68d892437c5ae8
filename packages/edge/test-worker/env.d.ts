/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    readonly DB: D1Database;
    readonly KV: KVNamespace;
    readonly R2: R2Bucket;
    readonly TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
