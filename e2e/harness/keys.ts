import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { repositoryRoot } from "./repository-root.ts";

const minted = z.object({ key: z.string(), record: z.record(z.string(), z.unknown()) });

/** Who may ask, and for what. */
export interface Caller {
  readonly tenant: string;
  readonly scopes: readonly string[];
  /** As in the key's record; the service's own where it is left out. */
  readonly limits?: Readonly<Record<string, number>>;
}

/** A key and the record of it that the gateway keeps, minted as `npm start` does. */
export function mintKey(pepper: string, { tenant, scopes, limits = {} }: Caller) {
  const script = join(repositoryRoot, "apps/gateway/scripts/mint-key.ts");
  const args = ["--env", "test", "--tenant", tenant, "--scopes", scopes.join(","), "--name", `e2e ${tenant}`];
  const output = execFileSync(process.execPath, [script, ...args], { encoding: "utf8", env: { ...process.env, KEY_PEPPER: pepper } });
  const { key, record } = minted.parse(JSON.parse(output));
  return { key, record: { ...record, limits } };
}
