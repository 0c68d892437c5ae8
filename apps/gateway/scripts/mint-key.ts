import { parseArgs } from "node:util";
import { formatKey, randomKey } from "../src/auth/key-format.ts";
import { hashSecret } from "../src/auth/key-hash.ts";
import { keyRecord } from "../src/auth/key-record.ts";

const USAGE = "usage: KEY_PEPPER=PEPPER mint-key.ts --tenant TENANT --scopes SCOPE,SCOPE… --name NAME [--env live|test]";

/** Prints one new key and the record to keep of it, as JSON `{ key, record }`. The key is shown here only. */
async function main(): Promise<void> {
  const option = { type: "string" } as const;
  const { values } = parseArgs({
    options: { env: { ...option, default: "live" }, tenant: option, scopes: option, name: option },
  });
  const { env, tenant, scopes, name } = values;
  // From the environment: arguments can be read by everyone on the machine.
  const pepper = process.env["KEY_PEPPER"];
  if (!pepper || !tenant || !scopes || !name || (env !== "live" && env !== "test"))
    throw new Error("KEY_PEPPER or an option is missing, or --env is neither live nor test");
  const parts = randomKey(env);
  const hash = await hashSecret(pepper, parts.secret);
  const record = keyRecord.parse({ id: parts.id, env, hash, tenant, scopes: scopes.split(",").map((scope) => scope.trim()), name });
  process.stdout.write(`${JSON.stringify({ key: formatKey(parts), record })}\n`);
}

try {
  await main();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}\n`);
  process.exitCode = 2;
}
