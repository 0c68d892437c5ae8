/** The interpreter, and the wheels to put into `PYTHONPATH`. Throws where they were not fetched. */
export function pythonClient(): Promise<{ readonly python: string; readonly wheels: readonly string[] }>;
