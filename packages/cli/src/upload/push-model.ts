import type { SteadyTextClient } from "@steadytext/edge/client";
import { megabytes } from "../output/amounts.ts";
import type { Session } from "../session.ts";
import { findModel, storedSize, type ShownModel, type ShownVersion } from "./registry.ts";
import type { PushedModel } from "./model-file.ts";
import { sendParts, type SentFile } from "./send-parts.ts";

/** The service reads a whole file before it answers. */
const CHECK_MS = 10 * 60_000;

/** Lets the service have a model: sends what of its files is not there, then registers the version. The same again changes nothing. */
export async function pushModel(session: Session, client: SteadyTextClient, model: PushedModel): Promise<ShownVersion> {
  const { name, version, file, tokenizer, query } = model;
  const path = `/admin/models/${name}/${version}` as const;
  if (tokenizer !== null && (await storedSize(client, tokenizer.sha256, session.signal)) === null) {
    await put(session, client, `${path}/tokenizer`, tokenizer, tokenizer.blob);
  }
  await sendFile(session, client, `${name} ${version}`, file);
  return put<ShownVersion>(session, client, `${path}?${query}`, file, null);
}

/** Lets a version answer. */
export async function activateVersion(
  client: SteadyTextClient,
  { name, version, isDefault }: { readonly name: string; readonly version: string; readonly isDefault: boolean },
  signal: AbortSignal,
): Promise<ShownModel> {
  const { sequence } = await findModel(client, name, signal);
  const body = { version, if_sequence: sequence, ...(isDefault ? { default: true } : {}) };
  return client.request("POST", `/admin/models/${name}/activate`, { body, signal });
}

async function sendFile(session: Session, client: SteadyTextClient, title: string, file: SentFile): Promise<void> {
  const { size } = file.blob;
  if ((await storedSize(client, file.sha256, session.signal)) === size)
    return session.output.note(`${title}: the service has the file already`);
  const bar = session.progress(title, size);
  try {
    const before = await sendParts(file, { client, signal: session.signal, onBytes: bar.update });
    const resumed = before === 0 ? "" : `, ${megabytes(before)} MB of them from before`;
    bar.finish(`${title}: ${megabytes(size)} MB sent${resumed}`);
  } catch (cause) {
    bar.abandon();
    throw cause;
  }
}

async function put<T>(
  { signal }: Session,
  client: SteadyTextClient,
  path: `/${string}`,
  { sha256 }: SentFile,
  body: Blob | null,
): Promise<T> {
  const headers = { "x-content-sha256": sha256, "content-type": "application/octet-stream" };
  const response = await client.fetch(path, { method: "PUT", body, headers, timeoutMs: CHECK_MS, signal });
  return (await response.json()) as T;
}
