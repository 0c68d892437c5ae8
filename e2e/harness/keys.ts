import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { repositoryRoot } from "./repository-root.ts";

const minted = z.object({ key: z.string(), record: z.record(z.string(), z.unknown()) });

/** A key and the record of it that the gateway keeps, minted as `npm start` does. */
export function mintKey(pepper: string, tenant: string, scopes: readonly string[]) {
  const script = join(repositoryRoot, "apps/gateway/scripts/mint-key.ts");
  const args = ["--env", "test", "--tenant", tenant, "--scopes", scopes.join(","), "--name", `e2e ${tenant}`];
  return minted.parse(
    JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: "utf8", env: { ...process.env, KEY_PEPPER: pepper } })),
  );
}
