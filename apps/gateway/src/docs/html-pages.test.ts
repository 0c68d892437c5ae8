import { HtmlValidate } from "html-validate";
import { expect, test } from "vitest";
import { errorsPage } from "./errors-page.ts";
import { REFERENCE_PAGE } from "./reference-page.ts";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  // The pages' files come from the pages' own origin.
  rules: { "doctype-style": ["error", { style: "lowercase" }], "require-sri": ["error", { target: "crossorigin" }] },
});

/** What a page breaks of the standard and of the rules of accessibility. */
async function faults(html: string): Promise<readonly string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`));
}

test.each([
  ["/docs", REFERENCE_PAGE],
  ["/docs/errors", errorsPage()],
])("%s is valid HTML", async (_path, html) => {
  expect(await faults(html)).toEqual([]);
});

test("what is no valid HTML is found", async () => {
  expect(await faults(errorsPage().replace("<h1>Errors</h1>", "<h1>Errors</h2>"))).not.toEqual([]);
  expect(await faults(errorsPage().replace('id="internal"', 'id="unavailable"'))).not.toEqual([]);
});
