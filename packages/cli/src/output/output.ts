import { once } from "node:events";
import { styleText } from "node:util";
import type { FailureReport } from "../failures/describe-failure.ts";
import type { Surroundings } from "./surroundings.ts";

type Style = Parameters<typeof styleText>[0];

/** What is told where: data on stdout and nothing else there, all about it on stderr. */
export class Output {
  readonly json: boolean;
  readonly #quiet: boolean;
  readonly #streams: Pick<Surroundings, "stdout" | "stderr">;
  readonly #hasColor: boolean;

  constructor({ stdout, stderr, env }: Surroundings, { json = false, quiet = false } = {}) {
    this.json = json;
    this.#quiet = quiet;
    this.#streams = { stdout, stderr };
    this.#hasColor = stderr.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  }

  /** A result: as JSON on one line where that is asked for, else as a person reads it. */
  async result(value: unknown, forPeople: () => string): Promise<void> {
    await this.write(`${this.json ? JSON.stringify(value) : forPeople()}\n`);
  }

  /** Data as it is; waits while its reader is slower. */
  async write(data: string | Uint8Array): Promise<void> {
    if (!this.#streams.stdout.write(data)) await once(this.#streams.stdout, "drain");
  }

  /** A line about what happens. */
  note(text: string): void {
    if (!this.#quiet) this.#streams.stderr.write(`${text}\n`);
  }

  /** A line that is told even when quiet. */
  warn(text: string): void {
    this.#streams.stderr.write(`${this.styled("yellow", "warning")}: ${text}\n`);
  }

  failure({ message, next, exitCode, code, requestId }: FailureReport): void {
    if (this.json) {
      const error = { message, next, exit_code: exitCode, code, request_id: requestId };
      this.#streams.stderr.write(`${JSON.stringify({ error })}\n`);
      return;
    }
    this.#streams.stderr.write(`${this.styled("red", "error")}: ${message}\n  ${next}\n`);
  }

  /** Text for stderr. */
  styled(style: Style, text: string): string {
    return this.#hasColor ? styleText(style, text, { validateStream: false }) : text;
  }
}
