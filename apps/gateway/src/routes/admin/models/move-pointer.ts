import { ok, type ModelService, type PublishedModel, type Result, type ServiceError } from "@steadytext/core";
import type { RequestContext } from "../../../context.ts";
import { callService } from "../../../services/call-service.ts";
import { askRegistry } from "../../../services/ask-registry.ts";
import { showModel } from "./shown-model.ts";

const WARM_DEADLINE_MS = 10_000;

/** Changes which version of a name answers; its loading is begun after the answer. */
export async function movePointer(
  context: RequestContext,
  name: string,
  work: (registry: ModelService) => Promise<Result<PublishedModel, ServiceError>>,
): Promise<Result<Response, ServiceError>> {
  const before = await askRegistry(context, (registry) => registry.list());
  if (!before.ok) return before;
  const moved = await askRegistry(context, work);
  if (!moved.ok) return moved;
  context.waitUntil(warm(context, moved.value, activeDigest(before.value.find((model) => model.name === name))));
  return ok(Response.json(showModel(moved.value)));
}

/** Workers that still hold the version before are told that it is outdated. */
async function warm(context: RequestContext, model: PublishedModel, outdated: string | undefined): Promise<void> {
  const service = model.kind === "generate" ? "engine" : "embedder";
  const call = { service, requestId: context.requestId, deadlineMs: WARM_DEADLINE_MS } as const;
  await callService(call, () => context[service].warm(model.name, outdated === activeDigest(model) ? undefined : outdated));
}

function activeDigest(model: PublishedModel | undefined): string | undefined {
  return model?.versions.find(({ version }) => version === model.active)?.file.sha256;
}
