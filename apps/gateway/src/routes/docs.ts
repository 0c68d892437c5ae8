import { fail, ok } from "@steadytext/core";
import { z } from "zod";
import { ERROR_CATALOGUE, PUBLIC_CODES } from "../docs/error-catalogue.ts";
import { errorsPage } from "../docs/errors-page.ts";
import { htmlResponse } from "../docs/html.ts";
import { PAGE_FILES, pageFileResponse } from "../docs/page-files.ts";
import { REFERENCE_PAGE } from "../docs/reference-page.ts";
import { statusOf } from "../http/error-status.ts";
import { defineRoute, type Route } from "./route.ts";

const open = { method: "GET", scopes: null, request: null } as const;

const referenceRoute = defineRoute({
  ...open,
  path: "/docs",
  summary: "The API's reference, for people",
  response: null,
  docs: { mediaTypes: { "text/html": "A page that loads nothing from elsewhere" } },
  handle: () => Promise.resolve(ok(htmlResponse(REFERENCE_PAGE))),
});

const errorEntry = z.strictObject({
  code: z.enum(PUBLIC_CODES),
  status: z.int().describe("invalid_api_key: 403 on native routes, and this on all others"),
  meaning: z.string(),
  cause: z.string(),
  remedy: z.string(),
  retry: z.enum(["never", "later"]),
});
const errorList = z.strictObject({ errors: z.array(errorEntry) });

const errorsRoute = defineRoute({
  ...open,
  path: "/docs/errors",
  summary: "Every error: what it means, its cause, and what to do; an anchor a code",
  response: errorList,
  docs: { mediaTypes: { "text/html": "A page, unless the request accepts application/json" } },
  handle({ request }) {
    if (!request.headers.get("accept")?.includes("application/json")) return Promise.resolve(ok(htmlResponse(errorsPage())));
    const errors = PUBLIC_CODES.map((code) => ({ code, status: statusOf(code, "openai"), ...ERROR_CATALOGUE[code] }));
    return Promise.resolve(ok(Response.json({ errors } satisfies z.infer<typeof errorList>)));
  },
});

const fileRoute = defineRoute({
  ...open,
  path: "/docs/files/:name",
  summary: "A file of these pages",
  params: z.strictObject({ name: z.string() }),
  response: null,
  docs: { mediaTypes: { "text/javascript": "A script", "text/css": "A style sheet" } },
  async handle({ params, request }) {
    const name = PAGE_FILES.find((file) => file === params.name);
    if (name === undefined) return fail("not_found", "There is no such file of the documentation", { param: "name" });
    return ok(await pageFileResponse(name, request.headers.get("accept-encoding") ?? ""));
  },
});

/** The pages of the documentation, and what they are made of. */
export const docsRoutes: readonly Route[] = [referenceRoute, errorsRoute, fileRoute];
