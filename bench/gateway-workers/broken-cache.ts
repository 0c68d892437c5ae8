import { WorkerEntrypoint } from "cloudflare:workers";
import { ok, type CacheService, type LedgerService, type Result, type ServiceError } from "@steadytext/core";

const GARBAGE = Uint8Array.from({ length: 64 }, (_, index) => (index * 151) % 256);

let calls = 0;

/** Throws at every third call, and so never as often in a row that it would be left alone; its other answers are garbage. */
export class CacheEntrypoint extends WorkerEntrypoint implements Pick<CacheService, "get" | "put"> {
  get() {
    return unlessThird(GARBAGE);
  }

  put() {
    return unlessThird(null);
  }
}

async function unlessThird<T>(value: T): Promise<Result<T, ServiceError>> {
  if (++calls % 3 === 0) throw new Error("lost");
  return ok(value);
}

/** Is bound, and never asked. */
export class NamespaceEntrypoint extends WorkerEntrypoint {}

/** Takes everything, keeps nothing. */
export class LedgerEntrypoint extends WorkerEntrypoint implements Pick<LedgerService, "recordUsage" | "recordRequests" | "indexKey"> {
  async recordUsage() {
    return ok(null);
  }

  async recordRequests() {
    return ok(null);
  }

  async indexKey() {
    return ok(null);
  }
}

export default { fetch: () => new Response(null, { status: 404 }) } satisfies ExportedHandler;
