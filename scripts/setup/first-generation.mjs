import { DEV_FILE } from "./dev-keys.mjs";
import { SetupError } from "./setup-error.mjs";

const BODY = { prompt: "Explain in one sentence what a lighthouse is for.", max_tokens: 60 };

/** A word for a POSIX shell, quoted so that nothing in it is interpreted. */
export function shellWord(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line that repeats the first generation when pasted in any folder; the key is read, not shown. */
export function curlLine(url, devFile = DEV_FILE, body = BODY) {
  const readKey = `node -p ${shellWord(`require(${JSON.stringify(devFile)}).apiKey`)}`;
  return `curl -s ${url}/generate -H "X-API-Key: $(${readKey})" -H 'content-type: application/json' -d ${shellWord(JSON.stringify(body))}`;
}

/** Runs one generation as any caller would: { prompt, text, tokens, ms, cache }. */
export async function firstGeneration(url, apiKey) {
  const startedAt = performance.now();
  const response = await fetch(`${url}/generate`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": apiKey },
    body: JSON.stringify(BODY),
    signal: AbortSignal.timeout(120_000),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new SetupError(
      `The first generation was answered with ${response.status} ${answer.code ?? ""}: ${answer.error ?? "no reason given"}`,
      ".steadytext/dev.log has what the Workers said about it.",
    );
  }
  return {
    prompt: BODY.prompt,
    text: answer.text,
    tokens: answer.usage.completion_tokens,
    ms: performance.now() - startedAt,
    cache: response.headers.get("x-steadytext-cache"),
  };
}
