import { PermissionError } from "@steadytext/edge/client";
import { megabytes } from "../output/amounts.ts";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";
import { listModels } from "../upload/registry.ts";

/** `steadytext models list`: everything for an operator, else what the key may ask. */
export async function list(session: Session): Promise<void> {
  const client = await session.client();
  try {
    const models = await listModels(client, session.signal);
    const rows = models.flatMap(({ name, kind, active, default: isDefault, versions }) =>
      versions.map((version) => {
        const state = version.version !== active ? "" : isDefault ? "answers, default" : "answers";
        return [name, version.version, kind, megabytes(version.size), version.model_digest.slice(0, 12), state] as const;
      }),
    );
    await session.output.result({ models }, () => table(["name", "version", "kind", "MB", "sha256", "state"], rows));
  } catch (cause) {
    if (!(cause instanceof PermissionError)) throw cause;
    const models = await client.models({ signal: session.signal });
    await session.output.result({ models }, () => models.map(({ id }) => id).join("\n"));
  }
}
