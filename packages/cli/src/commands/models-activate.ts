import type { Session } from "../session.ts";
import { activateVersion } from "../upload/push-model.ts";
import { findModel, type ShownModel } from "../upload/registry.ts";

/** `steadytext models activate`: which version answers. */
export async function activate(session: Session, options: { readonly default?: boolean }, name: string, version: string): Promise<void> {
  const client = await session.client();
  await tell(session, await activateVersion(client, { name, version, isDefault: options.default === true }, session.signal));
}

/** `steadytext models rollback`: the version before. */
export async function rollback(session: Session, _options: object, name: string): Promise<void> {
  const client = await session.client();
  const { sequence } = await findModel(client, name, session.signal);
  const call = { body: { if_sequence: sequence }, signal: session.signal };
  await tell(session, await client.request<ShownModel>("POST", `/admin/models/${name}/rollback`, call));
}

function tell({ output }: Session, model: ShownModel): Promise<void> {
  return output.result(model, () => `${model.name} ${model.active} answers${model.default ? ", by default too" : ""}.`);
}
