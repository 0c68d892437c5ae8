import { InvalidArgumentError } from "commander";

/** Reads an option that is a number. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** Reads an option that is a time. */
export function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return value;
}

/** Reads an option that is a whole number, 0 or more. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return value;
}

/** Reads an option that may be given again. */
export function parseAgain(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
