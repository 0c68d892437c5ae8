import { statusOf, type PublicErrorCode } from "../http/error-status.ts";
import { ERROR_CATALOGUE, PUBLIC_CODES } from "./error-catalogue.ts";
import { escapeHtml } from "./html.ts";

const RETRIES = { never: "Not as it is: the same request is refused again", later: "Yes, after a while" } as const;

/** The page of errors: an anchor a code. It needs no script. */
export function errorsPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Errors - SteadyText Edge</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/files/errors.css">
</head>
<body>
<main>
<h1>Errors</h1>
<p>Every error answer has a code of this list, a message that says what to do, and the request's id. Codes are never renamed. <a href="/docs">API reference</a></p>
<nav aria-label="Codes"><ul>${PUBLIC_CODES.map((code) => `<li><a href="#${code}">${code}</a></li>`).join("")}</ul></nav>
${PUBLIC_CODES.map(section).join("\n")}
</main>
</body>
</html>
`;
}

function section(code: PublicErrorCode): string {
  const { meaning, cause, remedy, retry } = ERROR_CATALOGUE[code];
  const rows = [
    ["Status", statusText(code)],
    ["Cause", cause],
    ["What to do", remedy],
    ["Worth a retry", RETRIES[retry]],
  ] as const;
  const list = rows.map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`).join("");
  return `<section id="${code}"><h2><code>${code}</code></h2><p>${escapeHtml(meaning)}</p><dl>${list}</dl></section>`;
}

function statusText(code: PublicErrorCode): string {
  const [native, others] = [statusOf(code, "native"), statusOf(code, "openai")];
  return native === others ? String(native) : `${native} on the native routes, ${others} on all others`;
}

/** Its style sheet. */
export const ERRORS_CSS = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 48rem; margin: 0 auto; padding: 1rem; }
nav ul { columns: 14rem; padding-left: 1.2rem; }
section { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
section:target h2 { text-decoration: underline; }
dt { font-weight: 600; }
dd { margin: 0 0 0.5rem; }
`;
