import { lastLines } from "./command-output.mjs";
import { SetupError } from "./setup-error.mjs";

const CAUSES = [
  {
    signs: /ENOSPC|No space left on device/i,
    says: "the disk is full",
    advice: "Free some space (about 2 GB in all), then run the command again.",
  },
  {
    // pip says "No matching distribution" also when it reached nothing, so its connection errors are looked for too.
    signs:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|NewConnectionError|ConnectTimeoutError|ProxyError|Max retries exceeded|Temporary failure in name resolution|META_FETCH_FAIL|npm error network/i,
    says: "the package registry could not be reached",
    advice:
      "Check the network (proxy settings, VPN, registry settings of npm and pip), then run the command again: it goes on where it stopped.",
  },
  {
    signs: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT/i,
    says: "the registry's certificate is not trusted",
    advice: "Name your company's certificate to npm (NODE_EXTRA_CA_CERTS) and pip (PIP_CERT), then run the command again.",
  },
  {
    signs: /No matching distribution found|E404|ERR_PNPM_NO_MATCHING_VERSION/i,
    says: "the registry does not have a package that is needed",
    advice: "Check that npm and pip are set to registries that mirror the public ones, then run the command again.",
  },
  {
    signs: /ERR_PNPM_(OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)/i,
    says: "pnpm-lock.yaml does not fit the package manifests",
    advice: "Undo the change to the manifests, or run `npx pnpm install` and commit the new pnpm-lock.yaml.",
  },
];

/**
 * Turns a command's failed run into an error that names the likely cause.
 * @param {string} what the step in words, such as "Installing packages"
 * @param {{ code: number | null, output: string }} result of `runCommand`
 */
export function commandFailure(what, result, otherwise = "The lines above say what went wrong; correct it, then run the command again.") {
  const cause = CAUSES.find(({ signs }) => signs.test(result.output));
  const ending = result.code === null ? "could not be started" : `ended with code ${result.code}`;
  const summary = cause ? `${what} failed: ${cause.says}.` : `${what} failed: the command ${ending}.`;
  return new SetupError(`${summary}\n${lastLines(result.output)}`, cause?.advice ?? otherwise);
}
