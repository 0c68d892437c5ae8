import { SteadyTextClient } from "@steadytext/edge/client";
import type { Command } from "commander";
import { usageFailure } from "./failures/command-failure.ts";
import { Output } from "./output/output.ts";
import type { Progress } from "./output/progress-report.ts";
import { startProgress } from "./output/start-progress.ts";
import type { Surroundings } from "./output/surroundings.ts";
import { findApiKey } from "./settings/api-key.ts";
import { configPath, readConfig } from "./settings/config-file.ts";

/** The client waits no longer; it fails at once instead. */
const LONGEST_WAIT_SECONDS = 60;

/** Options that every command has. */
export interface GlobalOptions {
  readonly url?: string;
  readonly apiKeyFile?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** false: nothing is asked of a person. */
  readonly input?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  readonly retries?: number;
}

/** One run of one command. */
export class Session {
  readonly options: GlobalOptions;
  readonly surroundings: Surroundings;
  readonly output: Output;

  constructor(options: GlobalOptions, surroundings: Surroundings) {
    this.options = options;
    this.surroundings = surroundings;
    this.output = new Output(surroundings, options);
  }

  get signal(): AbortSignal {
    return this.surroundings.signal;
  }

  /** The service's address: given, of the environment, or kept. */
  get url(): string {
    const { env } = this.surroundings;
    const url = this.options.url ?? (env["STEADYTEXT_URL"] || readConfig(configPath(env)).url);
    if (url === undefined) {
      throw usageFailure(
        "No address of a service is known.",
        "Give --url, set STEADYTEXT_URL, or run `steadytext config set-url ADDRESS`.",
      );
    }
    return url;
  }

  apiKey(): Promise<string | undefined> {
    const { env } = this.surroundings;
    const isGiven = this.options.apiKeyFile !== undefined || Boolean(env["STEADYTEXT_API_KEY"]);
    const kept = isGiven ? undefined : readConfig(configPath(env)).api_key;
    return findApiKey(this.options.apiKeyFile, this.surroundings, kept, this.output);
  }

  /** @param url another service than the configured one */
  async client(url = this.url): Promise<SteadyTextClient> {
    const { timeout, retries } = this.options;
    return new SteadyTextClient({
      baseUrl: url,
      apiKey: await this.apiKey(),
      timeoutMs: timeout === undefined ? undefined : timeout * 1000,
      retries,
      fetch: (address, init) => this.#fetch(address, init),
    });
  }

  /** Says why nothing seems to happen: the client may wait as long as it is asked to. */
  async #fetch(address: string, init: RequestInit): Promise<Response> {
    const response = await (this.surroundings.fetch ?? fetch)(address, init);
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    if (seconds <= LONGEST_WAIT_SECONDS && this.options.retries !== 0) {
      this.output.note(`The service asks to wait ${seconds} s (${response.status}).`);
    }
    return response;
  }

  progress(title: string, total: number): Progress {
    return startProgress(this.surroundings, this.output, title, total, this.options);
  }

  /** Whether a person can be asked. */
  get isInteractive(): boolean {
    const { stdin, stderr } = this.surroundings;
    return this.options.input !== false && this.options.json !== true && stdin.isTTY === true && stderr.isTTY === true;
  }
}

type Handler<Args extends readonly unknown[], Options> = (session: Session, options: Options, ...args: Args) => Promise<void>;

/** A handler as commander calls it: arguments, options, command. */
export function inSession<Args extends readonly unknown[], Options>(surroundings: Surroundings, handler: Handler<Args, Options>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const session = new Session(command.optsWithGlobals(), surroundings);
    await handler(session, command.opts() as Options, ...(given.slice(0, -2) as unknown as Args));
  };
}
