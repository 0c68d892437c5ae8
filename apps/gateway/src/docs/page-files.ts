import { ERRORS_CSS } from "./errors-page.ts";
import { REFERENCE_SCRIPT } from "./reference-page.ts";

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** A file of a page; `load` gives gzip. Large ones are loaded when they are asked for, so that they cost a start nothing. */
type PageFile = { readonly type: string } & (
  | { readonly text: string }
  | { readonly load: () => Promise<{ readonly default: ArrayBuffer }> }
);

const FILES = {
  "reference.js": { type: SCRIPT, text: REFERENCE_SCRIPT },
  "errors.css": { type: STYLE, text: ERRORS_CSS },
  "swagger-ui-bundle.js": { type: SCRIPT, load: () => import("../generated/swagger-ui-bundle.js.gz") },
  "swagger-ui.css": { type: STYLE, load: () => import("../generated/swagger-ui.css.gz") },
} as const satisfies Record<string, PageFile>;

export type PageFileName = keyof typeof FILES;
export const PAGE_FILES = Object.keys(FILES) as PageFileName[];

/** The answer with a file, compressed where the caller takes that. */
export async function pageFileResponse(name: PageFileName, acceptEncoding: string): Promise<Response> {
  const file: PageFile = FILES[name];
  const headers = { "content-type": file.type, "cache-control": "public, max-age=300" };
  if ("text" in file) return new Response(file.text, { headers });
  const { default: bytes } = await file.load();
  if (/\bgzip\b/.test(acceptEncoding))
    return new Response(bytes, { headers: { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" }, encodeBody: "manual" });
  const plain = new Response(bytes).body?.pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain ?? null, { headers: { ...headers, vary: "Accept-Encoding" } });
}
