import { openAsBlob, readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { CommandFailure, usageFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";
import { embeddingModel } from "./embedding-model.ts";
import { hashBytes, hashFile } from "./hash-file.ts";
import type { SentFile } from "./send-parts.ts";

/** What is said of a model on the command line. */
export interface PushOptions {
  readonly name?: string;
  /** Its version. */
  readonly tag?: string;
  readonly kind?: "generate" | "embed";
  readonly license: string;
  /** What the file's SHA-256 must be. */
  readonly sha256?: string;
  readonly contextLength?: number;
  readonly tokenizer?: string;
  readonly runtime?: "kernel-encoder" | "onnxruntime-web";
  readonly graphOutput?: string;
  readonly pooling?: "mean" | "cls";
  readonly dimension?: number;
  readonly maxTokens?: number;
  readonly queryPrefix?: string;
  readonly passagePrefix?: string;
}

/** A model ready to be sent, and what the service is told of it. */
export interface PushedModel {
  readonly name: string;
  readonly version: string;
  readonly file: SentFile;
  readonly tokenizer: SentFile | null;
  /** Of the route that publishes. */
  readonly query: URLSearchParams;
}

const KINDS: Readonly<Record<string, "generate" | "embed">> = { ".gguf": "generate", ".onnx": "embed" };

/** Reads a model's file, and makes of an embedding model what the service loads. */
export async function readModelFile(session: Session, path: string, options: PushOptions): Promise<PushedModel> {
  const { size } = statSync(path);
  if (size === 0) throw usageFailure(`${path} is empty.`, "Check the path.");
  const kind = options.kind ?? KINDS[extname(path).toLowerCase()];
  if (kind === undefined)
    throw usageFailure(`${path} is neither a .gguf nor an .onnx file.`, "Say what it is with --kind generate or --kind embed.");
  if (kind === "generate") return generationModel(session, path, options);
  const bytes = readFileSync(path);
  const sha256 = hashBytes(bytes);
  requireDigest(path, sha256, options);
  return embeddingModel(bytes, { ...options, ...identity(path, sha256, options) });
}

async function generationModel(session: Session, path: string, options: PushOptions): Promise<PushedModel> {
  const blob = await openAsBlob(path);
  const bar = session.progress("SHA-256", blob.size);
  const sha256 = await hashFile(path, session.signal, bar.update).catch((cause: unknown) => {
    bar.abandon();
    throw cause;
  });
  bar.finish(`SHA-256 ${sha256}`);
  requireDigest(path, sha256, options);
  const query = new URLSearchParams({ kind: "generate", license: options.license });
  if (options.contextLength !== undefined) query.set("context_length", String(options.contextLength));
  return { ...identity(path, sha256, options), file: { blob, sha256 }, tokenizer: null, query };
}

function requireDigest(path: string, sha256: string, { sha256: expected }: PushOptions): void {
  if (expected === undefined || expected.toLowerCase() === sha256) return;
  throw new CommandFailure(
    EXIT.integrity,
    `${path} is not the file that was meant: its SHA-256 is ${sha256}.`,
    "Nothing was sent. Fetch it anew.",
  );
}

/** Name and version where they are not given: the file's name, and the beginning of its digest. */
function identity(path: string, sha256: string, { name, tag }: PushOptions) {
  const stem = basename(path, extname(path))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-");
  return { name: name ?? stem, version: tag ?? sha256.slice(0, 12) };
}
