import type { SteadyTextClient } from "@steadytext/edge/client";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { table } from "../output/table.ts";
import { inSession, type Session } from "../session.ts";
import { confirmed } from "../settings/confirm.ts";
import { parseAgain, parseCount } from "../settings/parse-option.ts";

const LIMITS = ["requests_per_minute", "tokens_per_minute", "concurrent_requests", "tokens_per_day", "tokens_per_month"];

interface KeyListing {
  readonly id: string;
  readonly env: string;
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** `steadytext keys`: who may use the service. */
export function addKeys(program: Command, surroundings: Surroundings): void {
  const keys = program.command("keys").description("keys of the service (needs the scope admin)");
  addCreate(keys, surroundings);
  keys
    .command("list")
    .description("every key, newest first, revoked ones too")
    .option("--tenant <name>", "of one tenant only")
    .action(inSession(surroundings, list));
  keys
    .command("rotate")
    .description("another secret for a key, written to stdout this once")
    .argument("<id>", "the key's id, as `keys list` shows it")
    .option("--grace <seconds>", "how long the present secret is taken as well; a day by default", parseCount)
    .action(inSession(surroundings, rotate));
  keys
    .command("revoke")
    .description("end a key for good")
    .argument("<id>", "the key's id")
    .option("--yes", "do not ask")
    .action(inSession(surroundings, revoke));
}

function addCreate(keys: Command, surroundings: Surroundings): void {
  keys
    .command("create")
    .description("a new key, written to stdout this once")
    .requiredOption("--name <text>", "what it is for")
    .requiredOption("--scope <scope>", "generate, embed, rerank, cache:read, cache:write, metrics or admin; give it again", parseAgain)
    .option("--tenant <name>", "whose data it reaches", "default")
    .option("--model <name>", "a model it may use; give it again; all by default", parseAgain)
    .option("--limit <name=n>", `a limit of its own: ${LIMITS.join(", ")}; give it again`, parseLimit)
    .addOption(new Option("--cache-scope <scope>", "whose stored answers it shares").choices(["tenant", "shared"]))
    .option("--expires <time>", "when it ends, ISO 8601")
    .addOption(new Option("--env <env>", "shows in the key itself").choices(["live", "test"]))
    .addHelpText("after", "\nExample:\n  steadytext keys create --name website --scope generate --limit requests_per_minute=60 > key.txt")
    .action(inSession(surroundings, create));
}

function parseLimit(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [name = "", value = ""] = text.split("=", 2);
  if (!LIMITS.includes(name)) throw new InvalidArgumentError(`It must be one of ${LIMITS.join(", ")}, then = and a number.`);
  return { ...before, [name]: parseCount(value) };
}

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly tenant: string;
  readonly model?: readonly string[];
  readonly limit?: Readonly<Record<string, number>>;
  readonly cacheScope?: string;
  readonly expires?: string;
  readonly env?: string;
}

async function create(session: Session, options: CreateOptions): Promise<void> {
  const { name, scope: scopes, tenant, model: models, limit: limits, cacheScope: cache_scope, expires: expires_at, env } = options;
  const body = { name, scopes, tenant, models, limits, cache_scope, expires_at, env };
  const client = await session.client();
  await tellKey(session, await client.request<NewKey>("POST", "/admin/keys", { body, signal: session.signal }), "made");
}

interface NewKey {
  readonly id: string;
  readonly key: string;
}

/** The key alone on stdout, so that it can go into a file unseen. */
async function tellKey({ output }: Session, key: NewKey, what: string): Promise<void> {
  output.note(`Key ${key.id} ${what}. It is shown this once: keep it now.`);
  await output.result(key, () => key.key);
}

async function rotate(session: Session, { grace }: { readonly grace?: number }, id: string): Promise<void> {
  const client = await session.client();
  const call = { body: { grace_seconds: grace }, signal: session.signal };
  await tellKey(session, await client.request<NewKey>("POST", `/admin/keys/${encodeURIComponent(id)}/rotate`, call), "has another secret");
}

async function revoke(session: Session, { yes }: { readonly yes?: boolean }, id: string): Promise<void> {
  await confirmed(session, yes, `Revoke key ${id} for good?`);
  const client = await session.client();
  const call = { repeatable: true, signal: session.signal };
  const revoked = await client.request<KeyListing>("DELETE", `/admin/keys/${encodeURIComponent(id)}`, call);
  await session.output.result(revoked, () => `Key ${id} is revoked.`);
}

async function list(session: Session, { tenant }: { readonly tenant?: string }): Promise<void> {
  const keys = await allKeys(session, await session.client(), tenant);
  await session.output.result({ keys }, () =>
    table(
      ["id", "name", "tenant", "scopes", "created", "state"],
      keys.map((key) => [key.id, key.name, key.tenant, key.scopes.join(","), key.created_at.slice(0, 10), stateOf(key)]),
    ),
  );
}

async function allKeys({ signal }: Session, client: SteadyTextClient, tenant: string | undefined): Promise<KeyListing[]> {
  const keys: KeyListing[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...(tenant === undefined ? {} : { tenant }), ...(cursor === null ? {} : { cursor }) });
    const page: { keys: KeyListing[]; cursor: string | null } = await client.request("GET", `/admin/keys?${query}`, { signal });
    keys.push(...page.keys);
    ({ cursor } = page);
  } while (cursor !== null);
  return keys;
}

function stateOf({ revoked_at, expires_at }: KeyListing): string {
  if (revoked_at !== null) return `revoked ${revoked_at.slice(0, 10)}`;
  if (expires_at === null) return "active";
  return Date.parse(expires_at) < Date.now() ? "expired" : `until ${expires_at.slice(0, 10)}`;
}
