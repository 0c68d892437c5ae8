import { ok, type GenerationJob, type Result, type ServiceError } from "@steadytext/core";
import type { ReplicaService } from "../replica/replica-service.ts";
import type { ReplicaAddress } from "./replica-address.ts";
import { resumedStream } from "./resumed-stream.ts";
import type { Ask, Router } from "./router.ts";

/** The way to the replicas. */
interface Replicas {
  readonly router: Router;
  stubOf(replica: ReplicaAddress): Pick<ReplicaService, "stream">;
}

interface Opened {
  readonly replica: ReplicaAddress;
  readonly stream: ReadableStream<Uint8Array>;
}

/** The events of a job from the replica it belongs to; once, from another one or a new start of the same, when that is reset. */
export async function callGeneration(
  job: GenerationJob,
  { router, stubOf }: Replicas,
): Promise<Result<ReadableStream<Uint8Array>, ServiceError>> {
  const deadlineMs = Date.now() + job.timeoutMs;
  let streamingSince = Infinity;
  const ask: Ask<Opened> = {
    key: job.requestDigest,
    region: job.region,
    retries: { left: 1 },
    async call(replica, alternative) {
      const now = Date.now();
      const timeoutMs = Math.max(0, deadlineMs - now);
      const replied = await stubOf(replica).stream({ ...job, timeoutMs }, alternative, Math.max(0, now - streamingSince));
      if (!replied.ok || "movedTo" in replied.value) return replied as Result<never, ServiceError>;
      return ok({ load: replied.value.load, answer: { replica, stream: replied.value.answer } });
    },
  };
  const opened = await router.ask(ask);
  if (!opened.ok) return opened;
  streamingSince = Date.now();
  let { replica } = opened.value;
  const stream = resumedStream(opened.value.stream, async (cause) => {
    const resumed = await router.resume(replica, cause, ask);
    if (!resumed.ok) return resumed;
    ({ replica } = resumed.value);
    return ok(resumed.value.stream);
  });
  return ok(stream);
}
