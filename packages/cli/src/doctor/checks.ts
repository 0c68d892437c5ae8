import { describeFailure } from "../failures/describe-failure.ts";
import { EXIT, type ExitCode } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";
import { maskedKey } from "../settings/api-key.ts";
import { configPath, readConfig } from "../settings/config-file.ts";

/** What a check found, and what to do about it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly next: string;
  readonly exitCode: ExitCode;
}

type Check = readonly [what: string, look: (session: Session) => Promise<string>];

/** Each says what it found or throws what is wrong; after the first that is wrong the others would only repeat it. */
const CHECKS: readonly Check[] = [
  ["node", async () => process.version],
  ["configuration", async ({ surroundings: { env } }) => (readConfig(configPath(env)), configPath(env))],
  ["address", async (session) => session.url],
  [
    "service",
    async (session) => {
      const started = performance.now();
      await (await session.client()).health({ signal: session.signal, retries: 0 });
      return `answers in ${Math.round(performance.now() - started)} ms`;
    },
  ],
  [
    "key",
    async (session) => {
      const key = await session.apiKey();
      const { version } = await (await session.client()).info({ signal: session.signal, retries: 0 });
      return `${maskedKey(key ?? "")} is taken; the service is ${version}`;
    },
  ],
  [
    "models",
    async (session) => {
      const { models } = await (await session.client()).ready({ signal: session.signal });
      return Object.entries(models)
        .map(([kind, { name, version, state }]) => `${kind} ${name ?? ""} ${version ?? ""} ${state}`.replaceAll(/ +/g, " "))
        .join("; ");
    },
  ],
];

/** Looks at everything between the command and an answer, in order. */
export async function runChecks(session: Session): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [what, look] of CHECKS) {
    const finding = await lookAt(what, look, session);
    findings.push(finding);
    if (!finding.ok) break;
  }
  return findings;
}

async function lookAt(what: string, look: Check[1], session: Session): Promise<Finding> {
  try {
    return { what, ok: true, found: await look(session), next: "", exitCode: EXIT.ok };
  } catch (cause) {
    const { message, next, exitCode } = describeFailure(cause);
    return { what, ok: false, found: message, next, exitCode };
  }
}
