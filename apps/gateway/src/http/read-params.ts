import { fail, ok, type Result, type ServiceError } from "@steadytext/core";

/** The text of a path's segments, percent-decoded. */
export function readParams(segments: Readonly<Record<string, string>>): Result<Record<string, string>, ServiceError> {
  const params: Record<string, string> = {};
  for (const [name, text] of Object.entries(segments)) {
    const decoded = decode(text);
    if (decoded === null) return fail("invalid_request", `${name} in the path is not valid percent-encoded UTF-8`, { param: name });
    params[name] = decoded;
  }
  return ok(params);
}

/** The query's parameters; one that is given twice is refused, since either value could be meant. */
export function readQuery(url: URL): Result<Record<string, string>, ServiceError> {
  const names = [...url.searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return fail("invalid_request", `${twice.slice(0, 64)} is given twice in the query: send it once`, { param: twice.slice(0, 64) });
  return ok(Object.fromEntries(url.searchParams));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
