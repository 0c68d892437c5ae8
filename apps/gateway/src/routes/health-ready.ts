import { ok, type ModelStatus } from "@steadytext/core";
import { z } from "zod";
import type { RequestContext } from "../context.ts";
import { errorBody } from "../http/error-response.ts";
import { callService } from "../services/call-service.ts";
import { defineRoute } from "./route.ts";

const STATUS_DEADLINE_MS = 2000;
/** A load takes seconds. */
const RETRY_AFTER_SECONDS = 2;

const readyModel = z.strictObject({
  state: z.literal("ready"),
  name: z.string(),
  version: z.string(),
  model_digest: z.string(),
  engine_digest: z.string(),
});
const response = z.strictObject({ status: z.literal("ready"), models: z.strictObject({ generate: readyModel, embed: readyModel }) });

type Service = "engine" | "embedder";

/** `GET /health/ready`: whether both models are in memory. Asking loads nothing: activation, the minute's trigger and requests do. */
export const healthReadyRoute = defineRoute({
  method: "GET",
  path: "/health/ready",
  summary: "Whether both models are loaded, with their digests; 503 and the state of each until then",
  scopes: null,
  request: null,
  response,
  async handle({ context }) {
    const [generate, embed] = await Promise.all([statusOf("engine", context), statusOf("embedder", context)]);
    const models = { generate: shown(generate), embed: shown(embed) };
    if (generate.state === "ready" && embed.state === "ready") return ok(Response.json({ status: "ready", models }));
    const error = {
      code: "model_loading",
      message: "A model is not in memory yet: models tells the state of each; the first request for it loads it",
    } as const;
    const headers = { "retry-after": String(RETRY_AFTER_SECONDS) };
    return ok(Response.json({ ...errorBody(error, context), status: "not_ready", models }, { status: 503, headers }));
  },
});

async function statusOf(service: Service, context: RequestContext): Promise<ModelStatus> {
  const call = { service, requestId: context.requestId, deadlineMs: STATUS_DEADLINE_MS };
  const status = await callService(call, () => context[service].status(null));
  return status.ok ? status.value : { state: "failed", reason: status.error.message };
}

function shown(status: ModelStatus): Record<string, string> {
  if (status.state === "failed")
    return { state: status.state, reason: status.reason, ...(status.fault === undefined ? {} : { fault: status.fault }) };
  const { name, version, modelDigest, engineDigest } = status.identity;
  return { state: status.state, name, version, model_digest: modelDigest, engine_digest: engineDigest };
}
