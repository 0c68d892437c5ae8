import { createWriteStream, existsSync, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { SteadyTextClient } from "@steadytext/edge/client";
import { CommandFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";

/** What to export, and where to. */
export interface Export {
  readonly tenant: string;
  /** A file; stdout where it is left out. */
  readonly output?: string;
  readonly after?: string;
}

type Write = (line: string) => Promise<void>;

const TRIES = 4;

/** Writes a tenant's answers; an export that breaks off goes on after its last line. Returns how many lines of answers were written. */
export async function exportTo(session: Session, { tenant, output, after }: Export): Promise<number> {
  const client = await session.client();
  const from = { client, tenant, after, signal: session.signal };
  if (output === undefined) return copyEntries(from, (line) => session.output.write(line));
  return toFile(output, (write) => copyEntries(from, write));
}

interface Source {
  readonly client: SteadyTextClient;
  readonly tenant: string;
  readonly after: string | undefined;
  readonly signal: AbortSignal;
}

async function copyEntries({ client, tenant, after, signal }: Source, write: Write): Promise<number> {
  let last = after;
  let entries = 0;
  for (let tries = 1; ; tries++) {
    const query = new URLSearchParams({ tenant, ...(last === undefined ? {} : { after: last }) });
    const response = await client.fetch(`/admin/cache/export?${query}`, { signal });
    for await (const line of wholeLines(response)) {
      const { digest } = JSON.parse(line) as { digest?: string };
      if (digest === undefined) {
        // The service counts what it sent last; all of it is what an import wants to know.
        await write(`${JSON.stringify({ entries })}\n`);
        return entries;
      }
      await write(`${line}\n`);
      last = digest;
      entries++;
    }
    signal.throwIfAborted();
    if (tries === TRIES) throw brokenOff(last);
  }
}

/** The lines of an answer as far as they are whole; a break is their end. */
async function* wholeLines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch {
    // What is missing, the missing last line tells.
  }
}

function brokenOff(last: string | undefined): CommandFailure {
  const next = last === undefined ? "Try again." : `Run the command again with --after ${last}, and join the two files.`;
  return new CommandFailure(EXIT.network, "The export broke off.", next);
}

/** The file appears under its name once it is whole; nothing is left of it otherwise. What is no file, such as a pipe, is written to as it is. */
async function toFile<T>(path: string, work: (write: Write) => Promise<T>): Promise<T> {
  const isFile = !existsSync(path) || statSync(path).isFile();
  const partial = isFile ? `${path}.partial` : path;
  const stream = createWriteStream(partial, { mode: 0o600 });
  const end = finished(stream);
  end.catch(() => undefined);
  const write: Write = async (line) => {
    if (!stream.write(line)) await Promise.race([once(stream, "drain"), end]);
  };
  try {
    const done = await work(write);
    stream.end();
    await end;
    if (isFile) await rename(partial, path);
    return done;
  } catch (cause) {
    stream.destroy();
    if (isFile) await rm(partial, { force: true });
    // A stream that cannot write does not say where to.
    throw isSystemError(cause) ? Object.assign(cause, { path }) : cause;
  }
}

function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && "syscall" in cause;
}
