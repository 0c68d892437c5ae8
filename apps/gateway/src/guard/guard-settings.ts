import type { KeyRecord } from "../auth/key-record.ts";
import { parseConfig } from "../config.ts";
import type { OwnLimits } from "../limits/key-limits.ts";

/** What guards take from the Worker's variables. */
interface GuardSettings {
  readonly configured: ReadonlyMap<string, KeyRecord>;
  readonly defaultLimits: OwnLimits;
}

let held: { readonly env: object; readonly settings: GuardSettings } | undefined;

/** The guards' settings, parsed once an isolate. */
export function guardSettings(env: object): GuardSettings {
  if (held?.env === env) return held.settings;
  const { API_KEYS, DEFAULT_LIMITS } = parseConfig(env);
  const settings = { configured: new Map(API_KEYS.map((record) => [record.id, record])), defaultLimits: DEFAULT_LIMITS };
  held = { env, settings };
  return settings;
}
