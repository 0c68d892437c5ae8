import { expect, it } from "vitest";
import { unroll } from "../scripts/unroll.mjs";

const MARKED = `a();
  // unrolled
  for (let i: usize = 0; i < 3; i++) {
    if (i) { b(4 * i); }
  }
c(i);
`;

it("writes each round of a marked loop out, with its counter as a number", () => {
  const rounds = [0, 1, 2].map((i) => `{\n    if (${i}) { b(4 * ${i}); }\n  }`);
  expect(unroll(MARKED)).toBe(`a();\n${rounds.join("\n")}\nc(i);\n`);
});

it("writes out every marked loop and leaves the others as they are", () => {
  const plain = MARKED.replace("// unrolled", "// a loop");
  expect(unroll(plain)).toBe(plain);
  expect(unroll(MARKED + plain + MARKED)).toBe(unroll(MARKED) + plain + unroll(MARKED));
});

it.each(["while (x) {}", "for (let i: usize = 0; i < count; i++) {}", "for (let i: usize = 1; i < 3; i++) {}"])(
  "refuses to unroll %s",
  (loop) => expect(() => unroll(`// unrolled\n${loop}\n`)).toThrow("only a loop from 0 to a number"),
);

it("refuses a loop without an end", () => {
  expect(() => unroll("// unrolled\nfor (let i: usize = 0; i < 2; i++) { a();\n")).toThrow("has no end");
});
