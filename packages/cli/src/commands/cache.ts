import { openAsBlob } from "node:fs";
import { Readable } from "node:stream";
import type { Command } from "commander";
import { exportTo } from "../transfer/export-cache.ts";
import { usageFailure } from "../failures/command-failure.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { table } from "../output/table.ts";
import { inSession, type Session } from "../session.ts";
import { confirmed } from "../settings/confirm.ts";

const NDJSON = "application/x-ndjson";
/** As long as the service takes lines. */
const IMPORT_MS = 30 * 60_000;

/** `steadytext cache`: what is stored of answers. */
export function addCache(program: Command, surroundings: Surroundings): void {
  const cache = program.command("cache").description("stored answers (needs the scope admin)");
  cache.command("stats").description("what is stored, and what was found in it").action(inSession(surroundings, stats));
  cache
    .command("purge")
    .description("forget answers by one of: request, tenant, model")
    .option("--digest <sha256>", "one request's, of all callers (header x-steadytext-digest)")
    .option("--tenant <name>", "everything of one tenant")
    .option("--model-digest <sha256>", "everything that one model computed")
    .option("--yes", "do not ask")
    .action(inSession(surroundings, purge));
  cache
    .command("export")
    .description("a tenant's answers as NDJSON, to stdout or a file")
    .requiredOption("--tenant <name>", "whose")
    .option("--output <file>", "write here; the file appears once it is whole")
    .option("--after <sha256>", "go on after this digest, the last of an export that broke off")
    .addHelpText("after", "\nExample:\n  steadytext cache export --tenant default | gzip > answers.ndjson.gz")
    .action(inSession(surroundings, exportAnswers));
  cache
    .command("import")
    .description("take answers from an export, each line verified")
    .argument("<file>", "an export; - reads stdin")
    .requiredOption("--tenant <name>", "whose they will be")
    .action(inSession(surroundings, importAnswers));
}

interface Stats {
  readonly entries: number;
  readonly bytes: number;
  readonly byte_budget: number;
  readonly operations: Readonly<Record<string, { readonly entries: number; readonly bytes: number }>>;
  readonly corrupt_total: Readonly<Record<string, number>>;
}

async function stats(session: Session): Promise<void> {
  const client = await session.client();
  const found = await client.request<Stats>("GET", "/admin/cache/stats", { signal: session.signal });
  await session.output.result(found, () =>
    [
      table(
        ["what", "entries", "bytes"],
        [
          ...Object.entries(found.operations).map(([operation, held]) => [operation, held.entries, held.bytes] as const),
          ["all", found.entries, found.bytes] as const,
        ],
      ),
      `room: ${found.byte_budget} bytes`,
      `damaged entries seen: ${Object.entries(found.corrupt_total)
        .map(([tier, count]) => `${tier} ${count}`)
        .join(", ")}`,
    ].join("\n"),
  );
}

interface PurgeOptions {
  readonly digest?: string;
  readonly tenant?: string;
  readonly modelDigest?: string;
  readonly yes?: boolean;
}

async function purge(session: Session, { digest, tenant, modelDigest: model_digest, yes }: PurgeOptions): Promise<void> {
  const what = Object.entries({ digest, tenant, model_digest }).filter(([, value]) => value !== undefined);
  if (what.length !== 1) throw usageFailure("It must be said what to forget, by one option.", "Give --digest, --tenant or --model-digest.");
  const [[name, value]] = what as [[string, string]];
  await confirmed(session, yes, `Forget the stored answers of ${name} ${value}?`);
  const client = await session.client();
  let removed = 0;
  for (let isComplete = false; !isComplete;) {
    const call = { body: { [name]: value }, repeatable: true, signal: session.signal };
    const answer = await client.request<{ removed: number; complete: boolean }>("POST", "/admin/cache/purge", call);
    removed += answer.removed;
    isComplete = answer.complete;
  }
  await session.output.result({ removed }, () => `${removed} answers are forgotten.`);
}

interface ExportOptions {
  readonly tenant: string;
  readonly output?: string;
  readonly after?: string;
}

async function exportAnswers(session: Session, options: ExportOptions): Promise<void> {
  const entries = await exportTo(session, options);
  session.output.note(`${entries} answers of ${options.tenant}.`);
}

async function importAnswers(session: Session, { tenant }: { readonly tenant: string }, file: string): Promise<void> {
  const { stdin } = session.surroundings;
  const body = file === "-" ? (Readable.toWeb(stdin as Readable) as ReadableStream) : await openAsBlob(file);
  const client = await session.client();
  const path = `/admin/cache/import?tenant=${encodeURIComponent(tenant)}` as const;
  const call = { method: "POST", body, headers: { "content-type": NDJSON }, timeoutMs: IMPORT_MS, signal: session.signal };
  const taken = (await (await client.fetch(path, call)).json()) as { imported: number; expired: number };
  await session.output.result(taken, () => `${taken.imported} answers are taken, ${taken.expired} were over.`);
}
