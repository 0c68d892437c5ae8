import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_MATCH, lookUpDraft } from "./prompt-lookup.ts";

describe("prompt lookup", () => {
  it("proposes what followed the same tokens before", () => {
    expect(lookUpDraft([1, 2, 3, 4, 5, 9, 1, 2, 3], 2)).toEqual({ tokens: [4, 5], matched: 3 });
  });

  it("takes the longest match, and the latest among equals", () => {
    expect(lookUpDraft([0, 1, 2, 3, 7, 1, 2, 3, 8, 0, 1, 2, 3], 1)).toEqual({ tokens: [7], matched: 4 });
    expect(lookUpDraft([1, 2, 3, 7, 5, 1, 2, 3, 8, 6, 1, 2, 3], 1)).toEqual({ tokens: [8], matched: 3 });
  });

  it("takes a text that repeats itself to go on so", () => {
    expect(lookUpDraft([5, 6, 5, 6, 5, 6], 5)?.tokens).toEqual([5, 6, 5, 6, 5]);
    expect(lookUpDraft([4, 4, 4, 4], 3)?.tokens).toEqual([4, 4, 4]);
  });

  it("proposes nothing where nothing repeats", () => {
    expect(lookUpDraft([1, 2, 3, 4, 2, 3], 4)).toBeNull();
    expect(lookUpDraft([], 4)).toBeNull();
  });

  it("finds a match wherever there is one, and continues it with the text's own tokens", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (tokens, most) => {
        const draft = lookUpDraft(tokens, most);
        const text = `,${tokens.join(",")},`;
        const end = (length: number) => `,${tokens.slice(-length).join(",")},`;
        const repeats = (length: number) => tokens.length > length && text.indexOf(end(length)) < text.length - end(length).length;
        expect(draft !== null).toBe(repeats(3));
        const followed = `${end(draft?.matched ?? 1)}${draft?.tokens[0] ?? tokens.at(-1) ?? ""},`;
        expect(draft === null || text.includes(followed)).toBe(true);
        expect(draft === null || draft.matched === LONGEST_MATCH || !repeats(draft.matched + 1)).toBe(true);
      }),
    );
  });
});
