import { describe, expect, it } from "vitest";
import { differences } from "./differences.ts";
import { readReferences, type References } from "./references.ts";

const committed = readReferences();
const [firstString, ...otherStrings] = committed.tokens.strings;
const [firstText, ...otherTexts] = committed.scores.texts;

function withFirstText(precision: "quantized" | "fullPrecision", factor: number): References {
  const scores = { ...firstText![precision], logProbs: firstText![precision].logProbs.map((value) => value * factor) };
  return { ...committed, scores: { ...committed.scores, texts: [{ ...firstText!, [precision]: scores }, ...otherTexts] } };
}

describe("what llama.cpp says now against the committed references", () => {
  it("finds nothing between equal references", () => {
    expect(differences(committed, committed)).toEqual([]);
  });

  it("names the string whose ids changed, and one that is gone", () => {
    const changed = { ...firstString!, idsWithSpecials: [...firstString!.idsWithSpecials, 7] };
    const strings = [changed, ...otherStrings.slice(1)];
    const found = differences(committed, { ...committed, tokens: { ...committed.tokens, strings } });
    expect(found).toHaveLength(2);
    expect(found[0]).toContain(JSON.stringify(firstString!.text));
  });

  it("lets the mean log-likelihood move by the order of summation only", () => {
    expect(differences(committed, withFirstText("quantized", 1.003))).toEqual([]);
    expect(differences(committed, withFirstText("quantized", 1.006))).toHaveLength(1);
    expect(differences(committed, withFirstText("fullPrecision", 1.003))).toHaveLength(1);
  });
});
