import { describe, expect, it } from "vitest";
import { codeBlocks, reasonNotRun } from "./code-blocks.ts";
import { matchesAnswer } from "./matches-answer.ts";

const PAGE =
  "Text.\n\n```sh\necho 1\n```\n\n```json answer\n1\n```\n```sh not run: needs an account\nnpx wrangler login\n```\n````\n```\ndrawing\n````\n";

describe("a page's blocks", () => {
  it("are found with their line, language, note and text", () => {
    expect(codeBlocks("a.md", PAGE).map(({ line, language, note, text }) => [line, language, note, text])).toEqual([
      [3, "sh", "", "echo 1\n"],
      [7, "json", "answer", "1\n"],
      [10, "sh", "not run: needs an account", "npx wrangler login\n"],
      [13, "", "", "```\ndrawing\n"],
    ]);
  });

  it("are left out for a reason only", () => {
    const [block] = codeBlocks("a.md", PAGE);
    expect(reasonNotRun({ ...block!, note: "not run: needs an account" })).toBe("needs an account");
    for (const note of ["", "not run", "not run: no", "answer"]) expect(reasonNotRun({ ...block!, note })).toBeUndefined();
  });
});

describe("an answer that a page shows", () => {
  it.each([
    [
      { a: 1, b: "…" },
      { a: 1, b: [2] },
    ],
    [{ a: "sha256:…" }, { a: "sha256:12" }],
    [
      [1, "…"],
      [1, 2, 3],
    ],
    [
      { a: 1, "…": "…" },
      { a: 1, c: 2 },
    ],
  ])("matches what it stands for: %j, %j", (shown, value) => expect(matchesAnswer(shown, value)).toBe(true));

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: "…" }, { a: 1 }],
    [[1], [1, 2]],
    [[1, 2, "…"], [1]],
    [{ a: "sha256:…" }, { a: "md5:12" }],
    [1, "1"],
    [null, {}],
  ])("does not match another: %j, %j", (shown, value) => expect(matchesAnswer(shown, value)).toBe(false));
});
