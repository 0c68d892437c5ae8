import { z } from "zod";

const schema = z.object({
  /** Texts that may be in work or waiting in one isolate before callers get `overloaded`. */
  QUEUE_TEXTS: z.coerce.number().int().min(1).max(10_000),
});

export interface EmbedderConfig {
  readonly queueTexts: number;
}

/**
 * The Worker's variables.
 * @throws Error that names each bad variable, so that a wrong deployment does not start serving.
 */
export function parseConfig(env: Readonly<Record<string, unknown>>): EmbedderConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`embedder configuration: ${faults.join("; ")}`);
  }
  return { queueTexts: parsed.data.QUEUE_TEXTS };
}
