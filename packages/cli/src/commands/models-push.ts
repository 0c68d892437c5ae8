import { usageFailure } from "../failures/command-failure.ts";
import type { Session } from "../session.ts";
import { readModelFile, type PushOptions } from "../upload/model-file.ts";
import { activateVersion, pushModel } from "../upload/push-model.ts";

interface Options extends PushOptions {
  readonly activate?: boolean;
  readonly default?: boolean;
}

/** `steadytext models push`: publishes a file, and lets it answer where that is asked for. */
export async function push(session: Session, options: Options, path: string): Promise<void> {
  if (options.default === true && options.activate !== true)
    throw usageFailure("--default is for models that answer.", "Give --activate too.");
  const client = await session.client();
  const model = await readModelFile(session, path, options);
  const { name } = model;
  const version = await pushModel(session, client, model);
  const active = options.activate === true;
  if (active) await activateVersion(client, { name, version: version.version, isDefault: options.default === true }, session.signal);
  const next = active ? "It answers." : `Let it answer: steadytext models activate ${name} ${version.version}`;
  await session.output.result(
    { name, ...version, active },
    () => `${name} ${version.version} is published, sha256 ${version.model_digest}`,
  );
  session.output.note(next);
}
