import { LIMITS, modelName } from "@steadytext/core";
import { z } from "zod";
import { keyRecord } from "./auth/key-record.ts";
import { keyLimits } from "./limits/key-limits.ts";

const origin = z.string().refine(isOrigin, "must be origins such as https://example.com, with commas between");

const variables = z.object({
  STEADYTEXT_MODEL: modelName.default("default"),
  STEADYTEXT_MAX_TOKENS: z.coerce.number().int().min(1).max(LIMITS.maxTokens).default(LIMITS.maxTokens),
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ""),
    )
    .pipe(z.array(origin)),
  DEFAULT_LIMITS: z.string().default("{}").transform(parseJson).pipe(keyLimits),
  API_KEYS: z.string().transform(parseJson).pipe(z.array(keyRecord)),
  KEY_PEPPER: z.string().min(16),
});

/** The gateway's settings, parsed once. */
export type Config = Readonly<z.infer<typeof variables>>;

/**
 * Parses the Worker's variables.
 * @throws Error naming each bad variable and what it must be, never its value: a gateway that is set up wrongly does not start.
 */
export function parseConfig(env: object): Config {
  const parsed = variables.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new Error(`bad configuration: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
}
