import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPeer } from "../install-peer.ts";

/** Version of node-llama-cpp that the peer runs. */
export const nodeLlamaCppVersion = "3.22.1";

/** CPU builds of llama.cpp that come as a package, by `process.platform`-`process.arch`. */
const CPU_BUILDS: Record<string, string> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-arm64": "mac-arm64-metal",
  "darwin-x64": "mac-x64",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};

/** Installs node-llama-cpp with its CPU build alone, once, and returns the address of its module. Its optional packages are the GPU builds, 700 MB. */
export function installLlamaCpp(): string {
  const host = `${process.platform}-${process.arch}`;
  const build = CPU_BUILDS[host];
  if (build === undefined)
    throw new Error(`node-llama-cpp ships no CPU build for ${host}; the comparison runs on ${Object.keys(CPU_BUILDS).join(", ")}.`);
  const packages = { "node-llama-cpp": nodeLlamaCppVersion, [`@node-llama-cpp/${build}`]: nodeLlamaCppVersion };
  return pathToFileURL(join(installPeer("llama-cpp", packages), "node-llama-cpp/dist/index.js")).href;
}
