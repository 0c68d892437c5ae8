/** The interpreter, and the folder to put into `PYTHONPATH`. Throws where the client was not fetched. */
export function pythonClient(
  name: "steadytext" | "openai" | "schemathesis",
): Promise<{ readonly python: string; readonly packages: string }>;
