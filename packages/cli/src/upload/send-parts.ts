import { LIMITS } from "@steadytext/core";
import { ConnectionError, ServerError, type SteadyTextClient } from "@steadytext/edge/client";
import { setTimeout as pause } from "node:timers/promises";
import { CommandFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import { hashBytes } from "./hash-file.ts";

/** A file to send: its bytes, and what they hash to. */
export interface SentFile {
  readonly blob: Blob;
  readonly sha256: string;
}

export interface SendOptions {
  readonly client: SteadyTextClient;
  readonly signal: AbortSignal;
  /** Told of every byte that the service has, those of an earlier try too. */
  readonly onBytes: (done: number) => void;
  /** Pause before a part is sent again; doubled each time. */
  readonly waitMs?: number;
}

interface Part {
  readonly index: number;
  readonly size: number;
}

const TRIES = 3;
const WAIT_MS = 500;

/** Sends a file part for part, but for those that the service has from an earlier try. Returns how many bytes were there already. */
export async function sendParts({ blob, sha256 }: SentFile, options: SendOptions): Promise<number> {
  const { client, signal, onBytes } = options;
  const { parts } = await client.request<{ parts: Part[] }>("GET", `/admin/models/files/${sha256}/parts`, { signal });
  const missing = missingParts(blob.size, parts);
  const before = blob.size - missing.reduce((sum, { size }) => sum + size, 0);
  let done = before;
  onBytes(done);
  for (const part of missing) {
    const start = part.index * LIMITS.partBytes;
    const bytes = new Uint8Array(await blob.slice(start, start + part.size).arrayBuffer());
    await sendPart(`/admin/models/files/${sha256}/parts/${part.index}`, bytes, options).catch((cause: unknown) => {
      throw isPassing(cause) ? brokenOff(done, blob.size, cause) : cause;
    });
    done += part.size;
    onBytes(done);
  }
  return before;
}

/** The parts of a file of `size` bytes that are not among those that arrived; one of another size counts for nothing. */
export function missingParts(size: number, arrived: readonly Part[]): readonly Part[] {
  const all = Array.from({ length: Math.ceil(size / LIMITS.partBytes) }, (_, index) => ({
    index,
    size: Math.min(LIMITS.partBytes, size - index * LIMITS.partBytes),
  }));
  return all.filter((part) => !arrived.some(({ index, size: has }) => index === part.index && has === part.size));
}

async function sendPart(
  path: `/${string}`,
  bytes: Uint8Array<ArrayBuffer>,
  { client, signal, waitMs = WAIT_MS }: SendOptions,
): Promise<void> {
  const headers = { "x-content-sha256": hashBytes(bytes), "content-type": "application/octet-stream" };
  for (let tries = 1; ; tries++) {
    try {
      const response = await client.fetch(path, { method: "PUT", body: bytes, headers, signal });
      await response.body?.cancel();
      return;
    } catch (cause) {
      if (tries === TRIES || !isPassing(cause)) throw cause;
      await pause(waitMs * 2 ** (tries - 1), undefined, { signal });
    }
  }
}

function isPassing(cause: unknown): boolean {
  return cause instanceof ConnectionError || cause instanceof ServerError;
}

function brokenOff(done: number, size: number, cause: unknown): CommandFailure {
  const reason = cause instanceof Error ? ` ${cause.message}` : "";
  const message = `The upload broke off at ${Math.floor((done / size) * 100)} %.${reason}`;
  return new CommandFailure(EXIT.network, message, "Run the same command again within two hours: it goes on from there.", cause);
}
