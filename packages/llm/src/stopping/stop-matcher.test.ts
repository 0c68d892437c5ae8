import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopMatcher } from "./stop-matcher.ts";

/** The rule by its definition, over the whole text: cut before the stop string that is complete first, the longest of those. */
function cutWhole(text: string, stops: readonly string[]): { text: string; stopped: boolean } {
  for (let end = 1; end <= text.length; end++) {
    const complete = stops.filter((stop) => text.slice(0, end).endsWith(stop)).sort((a, b) => b.length - a.length)[0];
    if (complete !== undefined) return { text: text.slice(0, end - complete.length), stopped: true };
  }
  return { text, stopped: false };
}

function feed(pieces: readonly string[], stops: readonly string[]): { texts: string[]; stopped: boolean } {
  const matcher = new StopMatcher(stops);
  const texts: string[] = [];
  for (const piece of pieces) {
    const step = matcher.push(piece);
    texts.push(step.text);
    if (step.stopped) return { texts, stopped: true };
  }
  texts.push(matcher.flush());
  return { texts, stopped: false };
}

const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "😀"), maxLength: 12 });
const stopStrings = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c", "😀"), minLength: 1, maxLength: 5 }), { maxLength: 4 });

describe("stop strings", () => {
  it("cut the text at the same place however it arrives", () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), stopStrings, (pieces, stops) => {
        const { texts, stopped } = feed(pieces, stops);
        expect({ text: texts.join(""), stopped }).toEqual(cutWhole(pieces.join(""), stops));
      }),
      { numRuns: 3000 },
    );
  });

  it("hold back only what may still become one", () => {
    const matcher = new StopMatcher(["END"]);
    expect(matcher.push("the E")).toEqual({ text: "the ", stopped: false });
    expect(matcher.push("N")).toEqual({ text: "", stopped: false });
    expect(matcher.push("ough")).toEqual({ text: "ENough", stopped: false });
    expect(matcher.push("EN")).toEqual({ text: "", stopped: false });
    expect(matcher.push("DING")).toEqual({ text: "", stopped: true });
  });

  it("let text through at once where there are none", () => {
    expect(new StopMatcher([]).push("anything")).toEqual({ text: "anything", stopped: false });
  });
});
