import type { z } from "zod";

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What a field must be, in the words of the API. The messages never repeat what was sent. */
export function issueMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kind(issue.expected)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    case "too_small":
      return `must be ${issue.inclusive === false ? "greater than" : "at least"} ${issue.minimum}${unit(issue.origin)}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "invalid_union":
      return unionMessage(issue.errors);
    default:
      return issue.message;
  }
}

/** A union's own fault is that of the alternative which got furthest; where none took the value at all, the alternatives. */
function unionMessage(alternatives: readonly (readonly z.core.$ZodIssue[])[]): string {
  const inner = alternatives.flat().find((issue) => issue.code !== "invalid_type" || issue.path.length > 0);
  if (inner) return inner.path.length > 0 ? `item ${inner.path.join(".")} ${issueMessage(inner)}` : issueMessage(inner);
  return `must be ${alternatives
    .flat()
    .map((issue) => (issue.code === "invalid_type" ? kind(issue.expected) : issue.message))
    .join(" or ")}`;
}

function kind(expected: string): string {
  return KINDS[expected] ?? expected;
}

function unit(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" || origin === "set" ? " items long" : "";
}
