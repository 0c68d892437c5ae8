import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";

/**
 * Which model an isolate is kept warm with: that of the name it holds, in whatever version answers now, so that a trigger takes none in use out
 * of memory; null, the default one, where it holds none or its name answers no more.
 */
export async function nameToKeepWarm(
  held: string | null,
  find: (name: string) => Promise<Result<unknown, ServiceError>>,
): Promise<string | null> {
  if (held === null) return null;
  const found = await find(held);
  return !found.ok && found.error.code === "model_not_found" ? null : held;
}
