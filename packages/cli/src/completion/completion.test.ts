import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { runCommand } from "../test-support/run-command.ts";

const scriptOf = async (shell: string) => (await runCommand(["completion", shell])).out;
const has = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

/** What bash offers for a line whose last word is being written. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))`;
  const text = `${await scriptOf("bash")}\n${set}; _steadytext; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", text], { encoding: "utf8" }).trim().split("\n");
}

describe("bash completes", () => {
  test("commands, subcommands and options, wherever options stand", async () => {
    expect(await offered("steadytext", "gen")).toEqual(["generate"]);
    expect(await offered("steadytext", "keys", "")).toEqual(expect.arrayContaining(["create", "list", "rotate", "revoke"]));
    expect(await offered("steadytext", "--json", "models", "ro")).toEqual(["rollback"]);
    expect(await offered("steadytext", "models", "push", "a.gguf", "--act")).toEqual(["--activate"]);
    expect(await offered("steadytext", "generate", "--js")).toEqual(["--json"]);
  });
});

const SHELLS = ["bash", "zsh", "fish"];

test.each(SHELLS)("the script for %s names every command", async (shell) => {
  const script = await scriptOf(shell);
  for (const word of ["generate", "models push", "keys rotate", "cache export", "completion"]) expect(script).toContain(word);
});

test.each(SHELLS.filter(has))("%s can read its script", async (shell) => {
  // Each of them reads a script without running it by the same option.
  expect(execFileSync(shell, ["-n"], { input: await scriptOf(shell), encoding: "utf8" })).toBe("");
});

test("another shell is refused", async () => {
  expect(await runCommand(["completion", "csh"])).toMatchObject({ code: 2, err: expect.stringContaining("bash, zsh, fish") });
});
