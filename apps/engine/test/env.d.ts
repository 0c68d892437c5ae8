/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    /** Bound by vitest.config.ts: answers with the real weights. */
    WEIGHTS: Fetcher;
  }
}

declare module "*?raw" {
  const text: string;
  export default text;
}
