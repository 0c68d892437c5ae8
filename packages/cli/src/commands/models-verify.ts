import type { ReadyAnswer } from "@steadytext/edge/client";
import { CommandFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";
import { hashFile } from "../upload/hash-file.ts";
import { findModel, storedSize, type ShownModel, type ShownVersion } from "../upload/registry.ts";

interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
}

/** `steadytext models verify`: the registry's digest against the stored file, the loaded model, and a file at hand. */
export async function verifyModel(
  session: Session,
  { file }: { readonly file?: string },
  name: string,
  asked: string | undefined,
): Promise<void> {
  const client = await session.client();
  const { signal } = session;
  const model = await findModel(client, name, signal);
  const version = chosenVersion(model, asked);
  const { model_digest: digest, size } = version;
  const stored = await storedSize(client, digest, signal);
  const checks: Check[] = [{ what: "stored", ok: stored === size, found: stored === null ? "not there" : `${stored} bytes` }];
  if (version.tokenizer_digest !== undefined) {
    const tokenizer = await storedSize(client, version.tokenizer_digest, signal);
    checks.push({ what: "tokenizer", ok: tokenizer !== null, found: tokenizer === null ? "not there" : `${tokenizer} bytes` });
  }
  if (model.default && version.version === model.active) checks.push(...loadedCheck(await client.ready({ signal }), model.kind, digest));
  if (file !== undefined) {
    const found = await hashFile(file, signal);
    checks.push({ what: file, ok: found === digest, found });
  }
  await session.output.result({ name, version: version.version, model_digest: digest, checks }, () =>
    [`${name} ${version.version} sha256 ${digest}`, ...checks.map(({ what, ok, found }) => `${ok ? "ok " : "BAD"} ${what}: ${found}`)].join(
      "\n",
    ),
  );
  const bad = checks.find(({ ok }) => !ok);
  if (bad !== undefined)
    throw new CommandFailure(
      EXIT.integrity,
      `${bad.what} is not what is published as ${name} ${version.version}.`,
      "Push the right file again.",
    );
}

function chosenVersion({ name, active, versions }: ShownModel, asked: string | undefined): ShownVersion {
  const wanted = asked ?? active;
  const version = versions.find((shown) => shown.version === wanted);
  if (version !== undefined) return version;
  const names = versions.map((shown) => shown.version).join(", ");
  const message = wanted === null ? `No version of ${name} answers.` : `${name} has no version ${wanted}.`;
  throw new CommandFailure(EXIT.notFound, message, `There are: ${names}.`);
}

/** A model that is being loaded says nothing against the stored bytes. */
function loadedCheck({ models }: ReadyAnswer, kind: "generate" | "embed", digest: string): Check[] {
  const { state, model_digest } = models[kind];
  return state === "ready" && model_digest !== undefined ? [{ what: "loaded", ok: model_digest === digest, found: model_digest }] : [];
}
