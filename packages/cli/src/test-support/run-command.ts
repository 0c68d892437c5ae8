import { PassThrough, Readable } from "node:stream";
import type { Fetch } from "@steadytext/edge/client";
import { runCommandLine } from "../run-command-line.ts";

/** The outside of one command. */
export interface Outside {
  readonly fetch?: Fetch;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whether stdin and stderr are a terminal. */
  readonly isTerminal?: boolean;
  readonly signal?: AbortSignal;
}

export const BASE_URL = "http://service.test";
export const KEY = "st_test_abcdefghijkl_0123456789abcdefghijklmnopqrstuvABCDEF";
/** No configuration of whoever runs the tests. */
const NOWHERE = { HOME: "/nonexistent", STEADYTEXT_CONFIG: "/nonexistent/config.json" };

/** Runs a command line against a stand-in of everything outside; the address and a key are set. */
export async function runCommand(args: readonly string[], { fetch, env = {}, stdin = "", isTerminal = false, signal }: Outside = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const input = Object.assign(Readable.from(stdin === "" ? [] : [Buffer.from(stdin)]), { isTTY: isTerminal });
  const told = Promise.all([textOf(stdout), textOf(stderr)]);
  const code = await runCommandLine(args, {
    env: { STEADYTEXT_URL: BASE_URL, STEADYTEXT_API_KEY: KEY, ...NOWHERE, ...env },
    stdin: input,
    stdout,
    stderr,
    signal: signal ?? new AbortController().signal,
    fetch: fetch ?? (() => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }))),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await told;
  return { code, out, err };
}

async function textOf(stream: PassThrough): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Requests that a stand-in of the service saw. */
interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A service that answers as it is told, by method and path; a list is answered in its order. */
export function standIn(answers: Readonly<Record<string, Response | (() => Response) | readonly (() => Response)[]>>) {
  const seen: Seen[] = [];
  const calls = new Map<string, number>();
  const fetch: Fetch = async (url, init) => {
    const { pathname, search } = new URL(url);
    const route = `${init.method} ${pathname}`;
    const headers = new Headers(init.headers);
    const isJson = headers.get("content-type") === "application/json";
    seen.push({ method: init.method ?? "", path: pathname + search, headers, body: isJson ? JSON.parse(String(init.body)) : init.body });
    const count = calls.get(route) ?? 0;
    calls.set(route, count + 1);
    const answer = answers[route];
    if (answer === undefined) throw new Error(`Nothing stands in for ${route}`);
    // A clone that is cancelled would wait for the other one.
    if (answer instanceof Response) return new Response(await answer.clone().text(), answer);
    return Array.isArray(answer) ? answer[Math.min(count, answer.length - 1)]() : (answer as () => Response)();
  };
  return { fetch, seen };
}

/** A failure as the native routes tell it. */
export function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: message, code, request_id: "req-1" }, { status, headers });
}
