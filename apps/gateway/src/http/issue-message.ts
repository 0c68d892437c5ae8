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
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "invalid_union":
      return `must be ${alternatives(issue.errors)}`;
    default:
      return issue.message;
  }
}

/** What is wrong inside the alternative of a union that comes nearest to the value; the issue itself where none took the value at all. */
export function innermostIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const [nearest] = issue.errors.filter((branch) => !branch.some(isWhole)).toSorted((a, b) => misfits(a) - misfits(b));
  const [inner] = nearest ?? [];
  return inner ? innermostIssue({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

/** Whether a value as a whole is of another type than was expected. */
function isWhole(issue: z.core.$ZodIssue): boolean {
  return isMisfit(issue) && issue.path.length === 0;
}

/** How many parts of a value are of another type than an alternative expects. */
function misfits(branch: readonly z.core.$ZodIssue[]): number {
  return branch.filter(isMisfit).length;
}

function isMisfit(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_type" && issue.expected !== "int";
}

function alternatives(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  return branches
    .flat()
    .map((issue) => (issue.code === "invalid_type" ? kind(issue.expected) : issue.message))
    .join(" or ");
}

function kind(expected: string): string {
  return KINDS[expected] ?? expected;
}

function unit(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" || origin === "set" ? " items long" : "";
}
