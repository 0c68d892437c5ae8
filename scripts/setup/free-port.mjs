import { createServer } from "node:net";
import { SetupError } from "./setup-error.mjs";

/** Address the local Workers listen on: this machine only. */
export const HOST = "127.0.0.1";

/** Refuses a port that something else listens on, or that this user may not use. */
export async function requireFreePort(port) {
  const code = await new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(error.code));
    probe.listen(port, HOST, () => probe.close(() => resolve(null)));
  });
  if (code === null) return;
  const other = port === 8787 ? 8788 : 8787;
  const advice = `Stop what uses it, or choose another port: PORT=${other} npm start`;
  if (code === "EADDRINUSE") throw new SetupError(`Port ${port} is taken by another program.`, advice);
  throw new SetupError(`Port ${port} cannot be used (${code}).`, advice);
}
