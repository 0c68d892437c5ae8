import { globSync } from "node:fs";
import { delimiter } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { pythonClient } from "../../scripts/python-clients.mjs";
import { embeddingModel, generationModel } from "../harness/models.ts";
import { repositoryRoot } from "../harness/repository-root.ts";
import { startService, type Service } from "../harness/service.ts";
import { blocksOf, reasonNotRun, type CodeBlock } from "./code-blocks.ts";
import { matchesAnswer } from "./matches-answer.ts";
import { isNoteOfProgram, isProgram, runPage, type Run } from "./run-page.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

const PAGES = globSync(["*.md", "docs/**/*.md", "deploy/**/*.md"], { cwd: repositoryRoot }).sort();
const USER = ["generate", "embed", "rerank", "cache:read", "cache:write"];
/** Each fence that is not a program, and what it is held to. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = { json: JSON.parse, yaml: parseYaml };

const blocks = PAGES.flatMap(blocksOf);
const nameOf = ({ page, line, language }: CodeBlock) => `${page}:${line} (${language})`;
const notRun = blocks.filter((block) => reasonNotRun(block) !== undefined);
const programs = blocks.filter((block) => isProgram(block) && reasonNotRun(block) === undefined);
const isAnswer = ({ language, note }: CodeBlock) => language === "json" && note === "answer";

let service: Service;
let workspace: Workspace;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  service = await startService(
    [generationModel(), embeddingModel()],
    [
      { tenant: "development", scopes: USER },
      { tenant: "development", scopes: [...USER, "metrics", "admin"] },
    ],
  );
  const [apiKey = "", adminKey = ""] = service.keys;
  const { origin } = new URL((await service.harness.listen()).url);
  workspace = makeWorkspace({ url: origin, apiKey, adminKey });
  const clients = await Promise.all([pythonClient("steadytext"), pythonClient("openai")]);
  const PYTHONPATH = clients.map(({ packages }) => packages).join(delimiter);
  environment = { HOME: workspace.folder, LANG: "C.UTF-8", PYTHON: clients[0].python, PYTHONPATH };
});
afterAll(async () => {
  workspace?.remove();
  await service?.close();
});

/** The answer that a page shows below a program, if any. */
function shownBelow(block: CodeBlock): CodeBlock | undefined {
  const next = blocks[blocks.indexOf(block) + 1];
  return next !== undefined && next.page === block.page && isAnswer(next) ? next : undefined;
}

function expectShown({ block, output }: Run): void {
  const shown = shownBelow(block);
  if (shown === undefined) return;
  const lines = output.trim();
  if (!matchesAnswer(JSON.parse(shown.text), JSON.parse(lines))) throw new Error(`${nameOf(shown)}: the answer is ${lines}`);
}

describe("the pages", () => {
  it.each(PAGES.filter((page) => programs.some((block) => block.page === page)))(
    "%s: every program runs, and gives the answer shown",
    async (page) => {
      const runs = await runPage(
        programs.filter((block) => block.page === page),
        workspace.folder,
        environment,
      );
      for (const run of runs) expectShown(run);
    },
  );

  it("have data that is well formed", () => {
    const isBroken = ({ language, text }: CodeBlock) => {
      try {
        PARSERS[language]?.(text);
        return false;
      } catch {
        return true;
      }
    };
    expect(blocks.filter(isBroken).map(nameOf)).toEqual([]);
  });

  it("have no block that is neither run nor parsed, nor says why it is not", () => {
    const unheld = blocks.filter((block) => {
      const isHeld = isProgram(block) || Object.hasOwn(PARSERS, block.language) || block.language === "";
      return !isHeld || (!isNoteOfProgram(block.note) && !isAnswer(block) && reasonNotRun(block) === undefined);
    });
    expect(unheld.map(nameOf)).toEqual([]);
  });

  it("show no answer without the program that gives it", () => {
    const owned = new Set(programs.map(shownBelow));
    expect(blocks.filter((block) => isAnswer(block) && !owned.has(block)).map(nameOf)).toEqual([]);
  });

  it(`leave ${notRun.length} blocks to the reader, at most one in five`, () => {
    expect(notRun.length / (notRun.length + programs.length)).toBeLessThanOrEqual(1 / 5);
  });
});
