/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    /** Bound by vitest.config.ts: the files of the root's migrations folder. */
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
