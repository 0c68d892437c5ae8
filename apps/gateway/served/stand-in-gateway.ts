import { join } from "node:path";
import { unstable_startWorker } from "wrangler";
import { keyRecords, PEPPER } from "../test/keys.ts";

/** A gateway with stand-ins for the Workers behind it, served to this machine alone. */
export interface StandInGateway {
  readonly url: URL;
  close(): Promise<void>;
}

// Otherwise wrangler asks the network for a sample of a caller.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
// Otherwise it records every call between Workers in a database.
process.env["X_LOCAL_OBSERVABILITY"] = "false";

export async function startStandInGateway(): Promise<StandInGateway> {
  const secret = (value: string) => ({ type: "secret_text", value }) as const;
  const worker = await unstable_startWorker({
    config: join(import.meta.dirname, "../test/wrangler.jsonc"),
    bindings: { API_KEYS: secret(JSON.stringify(await keyRecords())), KEY_PEPPER: secret(PEPPER) },
    dev: { server: { hostname: "127.0.0.1", port: 0 }, inspector: false, watch: false, logLevel: "error", persist: false },
  });
  await worker.ready;
  return { url: await worker.url, close: () => worker.dispose() };
}
