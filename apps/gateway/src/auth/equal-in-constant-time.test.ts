import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { equalInConstantTime } from "./equal-in-constant-time.ts";

const SOURCES = join(import.meta.dirname, "..");
/** What holds, or is made from, what proves a key's holder; the checksum of a key is public, and the pepper no caller's. */
const SECRET = /^(secret|hash|mac|proof)$|(Secret|Hash|Mac|Proof)$/;
const EQUALITIES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** The last name of an expression: `hash` of `known?.proof.hash`. */
function lastName(node: ts.Expression): string {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return lastName(node.expression);
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isIdentifier(node) ? node.text : "";
}

const isNothing = (node: ts.Expression): boolean => node.kind === ts.SyntaxKind.NullKeyword || lastName(node) === "undefined";

/** The comparisons in a source that stop at the first difference between secrets. */
function hastyComparisons(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && EQUALITIES.has(node.operatorToken.kind)) {
      const sides = [node.left, node.right];
      if (!sides.some(isNothing) && sides.some((side) => SECRET.test(lastName(side)))) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true));
  return found;
}

describe("secrets", () => {
  test("are equal exactly where their texts are, of whatever lengths", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect([equalInConstantTime(a, b), equalInConstantTime(a, a)]).toEqual([a === b, true]);
        expect([equalInConstantTime(a, `${a}x`), equalInConstantTime(`${a}x`, a)]).toEqual([false, false]);
      }),
    );
  });

  test("are compared by no operator that stops at the first difference, in any source of the gateway", () => {
    const names = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
    const sources = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    expect(sources).toContain(join("guard", "guard-state.ts"));
    const hasty = sources.flatMap((name) => hastyComparisons(readFileSync(join(SOURCES, name), "utf8")).map((text) => `${name}: ${text}`));
    expect(hasty).toEqual([]);
  });

  test.each([
    ["known?.proof.hash === hash", 1],
    ["secret !== other", 1],
    ["(a.oldSecret) == b", 1],
    ["hash === null || secret === undefined", 0],
    ["sum !== checksum(body)", 0],
  ])("are looked for: in %s", (source, found) => {
    expect(hastyComparisons(source)).toHaveLength(found);
  });
});
