import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import {
  effectiveGenerate,
  generateRequest,
  generationDigest,
  type EffectiveGenerateRequest,
  type GenerateAnswer,
  type Generation,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import { ENGINE_DIGEST, loadRuntime, type Runtime } from "@steadytext/llm";
import { CommandFailure, usageFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";
import { kernelModules } from "./kernel-modules.ts";
import { localHost } from "./local-host.ts";

/** An answer to compute again, and what is known of where it came from; null is unknown. */
export interface Recomputation {
  readonly asked: object;
  readonly file: string;
  readonly modelDigest: string | null;
  readonly requestDigest: string | null;
  /** SHA-256 over the engine's code and rules. */
  readonly engineDigest: string | null;
  readonly contextLength: number | null;
}

const CHUNK_BYTES = 1 << 20;
/** What the service gives a model that does not say otherwise. */
const DEFAULT_CONTEXT = 1024;

/** Computes an answer with the service's own packages. @throws CommandFailure where it is another model or another engine that is asked for */
export async function recompute(session: Session, { asked, file, ...claim }: Recomputation) {
  const request = effective(asked);
  if (claim.engineDigest !== null && claim.engineDigest !== ENGINE_DIGEST) {
    const message = `The service runs engine ${claim.engineDigest.slice(0, 12)}, this command has ${ENGINE_DIGEST.slice(0, 12)}: their bytes may differ.`;
    throw new CommandFailure(EXIT.other, message, "Use the command of the service's version: `steadytext doctor` tells it.");
  }
  const { runtime, modelDigest } = await load(session, file, claim.contextLength ?? DEFAULT_CONTEXT);
  if (claim.modelDigest !== null && claim.modelDigest !== modelDigest) {
    throw new CommandFailure(
      EXIT.integrity,
      `${file} is not the model that answered: its SHA-256 is ${modelDigest}.`,
      "Give the file of the model that answers.",
    );
  }
  const requestDigest = await generationDigest({ modelDigest, engineDigest: ENGINE_DIGEST }, request);
  if (claim.requestDigest !== null && claim.requestDigest !== requestDigest) {
    const message = `The service answered another request: its digest is ${claim.requestDigest}, that of what was asked ${requestDigest}.`;
    throw new CommandFailure(EXIT.integrity, message, "Use the command of the service's version: `steadytext doctor` tells it.");
  }
  return { answer: answerOf(await generate(runtime, request, session), runtime.info.name), modelDigest, requestDigest };
}

function effective(asked: object): EffectiveGenerateRequest {
  const parsed = generateRequest.safeParse(asked);
  if (parsed.success) return must(effectiveGenerate(parsed.data));
  const [issue] = parsed.error.issues;
  throw usageFailure(`${issue?.path.join(".") || "The request"}: ${issue?.message ?? "is not valid"}.`, "Change the request.");
}

async function load(session: Session, file: string, contextLength: number): Promise<{ runtime: Runtime; modelDigest: string }> {
  const sizeBytes = statSync(file).size;
  const hash = createHash("sha256");
  const bar = session.progress("Loading", sizeBytes);
  let done = 0;
  const digestCheck = {
    update(chunk: Uint8Array) {
      hash.update(chunk);
      bar.update((done += chunk.length));
    },
    matches: () => true,
  };
  const stream = createReadStream(file, { highWaterMark: CHUNK_BYTES, signal: session.signal });
  const loaded = await loadRuntime({ modules: kernelModules(), stream, sizeBytes, digestCheck, contextLength });
  if (!loaded.ok) {
    bar.abandon();
    throw new CommandFailure(EXIT.integrity, `${file}: ${loaded.error.message}`, "Check the file against its source.");
  }
  bar.finish(`Loaded ${file}`);
  return { runtime: loaded.value, modelDigest: hash.digest("hex") };
}

async function generate(runtime: Runtime, request: EffectiveGenerateRequest, { signal }: Session): Promise<Generation> {
  for await (const event of runtime.generate(request, localHost(signal))) {
    if (event.type === "done") return event.generation;
    if (event.type === "error") must({ ok: false, error: event.error });
  }
  throw signal.reason;
}

function must<T>(result: Result<T, ServiceError>): T {
  if (result.ok) return result.value;
  throw usageFailure(result.error.message, "Change the request: the service would refuse it too.");
}

function answerOf({ text, finishReason, stopType, usage, pieces }: Generation, model: string): GenerateAnswer {
  const { promptTokens, completionTokens } = usage;
  const logprobs = pieces.flatMap(({ token, logprob, top = [] }) =>
    logprob === undefined ? [] : [{ token, logprob, top: top.map((likely) => ({ token: likely.token, logprob: likely.logprob })) }],
  );
  return {
    text,
    cached: false,
    model,
    finish_reason: finishReason,
    stop_type: stopType,
    usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens },
    ...(logprobs.length === 0 ? {} : { logprobs }),
  };
}
