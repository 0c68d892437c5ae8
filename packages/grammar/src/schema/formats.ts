import { compilePattern, type CompiledPattern } from "../regex/compile-pattern.ts";
import { WorkBudget } from "../work-budget.ts";

const DATE =
  "(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))" +
  "|(?:\\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
/** Bounded so that a local part stays below 64 bytes and an address below 254, as the whole must. */
const LOCAL = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-](?:\\.?[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-]){0,31}";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,28}[A-Za-z0-9])?";
const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const HEX = "[0-9A-Fa-f]";
const REGISTERED = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=]|%${HEX}{2})`;
const PATH_CHARACTER = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%${HEX}{2})`;
const AFTER_PATH = `(?:\\?(?:${PATH_CHARACTER}|[/?])*)?(?:#(?:${PATH_CHARACTER}|[/?])*)?`;

/** Sources: RFC 3339 (dates, leap years included, but no leap seconds), RFC 5321 (mailboxes without quotes), RFC 9562, RFC 3986. */
const SOURCES: Readonly<Record<string, string>> = {
  date: DATE,
  time: TIME,
  "date-time": `${DATE}[Tt]${TIME}`,
  email: `${LOCAL}@${LABEL}(?:\\.${LABEL}){1,5}`,
  uuid: `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`,
  ipv4: `${OCTET}(?:\\.${OCTET}){3}`,
  uri:
    `[A-Za-z][A-Za-z0-9+.\\-]*:(?://(?:(?:${REGISTERED}|:)*@)?${REGISTERED}+(?::\\d{0,5})?(?:/${PATH_CHARACTER}*)*` +
    `|/?${PATH_CHARACTER}+(?:/${PATH_CHARACTER}*)*)${AFTER_PATH}`,
};

export const FORMATS: readonly string[] = Object.keys(SOURCES);

const compiled = new Map<string, CompiledPattern>();

/** The texts of a format, as they stand in a JSON string; null for one that is not known. */
export function formatPattern(name: string): CompiledPattern | null {
  if (!Object.hasOwn(SOURCES, name)) return null;
  const made = compiled.get(name) ?? compilePattern(SOURCES[name]!, "json", "whole", new WorkBudget());
  compiled.set(name, made);
  return made;
}
