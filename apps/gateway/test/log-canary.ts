import { afterEach } from "vitest";
import { KEYS } from "./keys.ts";
import { sentTexts } from "./sent-texts.ts";

/** Lines that the gateway logged in a test. */
const logged: string[] = [];

const METHODS: ReadonlySet<string | symbol> = new Set(["debug", "log", "info", "warn", "error"] satisfies (keyof Console)[]);

/** Notes what is logged, also where a test has put a spy in the place of a method. */
globalThis.console = new Proxy(console, {
  get(target, name) {
    const value: unknown = Reflect.get(target, name);
    if (!METHODS.has(name) || typeof value !== "function") return value;
    return new Proxy(value, {
      apply(method, _, args: unknown[]) {
        logged.push(args.map(String).join(" "));
        return Reflect.apply(method, target, args) as unknown;
      },
    });
  },
});

/** Whatever a test does, no key, and nothing that a caller sent, is in the log, which is lines of JSON. */
afterEach(() => {
  const lines = logged.splice(0);
  const secrets = [...Object.values(KEYS).map(({ secret }) => secret), ...sentTexts.splice(0)];
  for (const line of lines) {
    JSON.parse(line);
    const leaked = secrets.filter((secret) => line.includes(secret));
    if (leaked.length > 0) throw new Error(`the log has what callers sent: ${leaked.join(", ")}`);
  }
});
