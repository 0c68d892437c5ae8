import { openAsBlob } from "node:fs";
import { textSha256 } from "./digest.mjs";

/** What every manifest has, whatever is special about its kind. */
const COMMON = new Set(["kind", "name", "version", "license", "file", "created", "tokenizer"]);

/** What a manifest says of its kind alone, as the API spells it. */
function wayOf(manifest) {
  const own = Object.entries(manifest).filter(([field]) => !COMMON.has(field));
  return Object.fromEntries(own.map(([field, value]) => [field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}

/** What the registry's lists show of a version that is made of this manifest. */
function shownFields(manifest) {
  const { license, file, tokenizer } = manifest;
  return { model_digest: file.sha256, license, ...(tokenizer && { tokenizer_digest: tokenizer.sha256 }), ...wayOf(manifest) };
}

/** Whether a version that the registry shows is what a manifest describes. */
export function isVersionOf(shown, manifest) {
  return Object.entries(shownFields(manifest)).every(([key, value]) => JSON.stringify(shown[key]) === JSON.stringify(value));
}

/** The version under which a manifest is published: its own, or where that has other content, one that its content names. */
export function versionFor(manifest, published) {
  const known = published.find((shown) => isVersionOf(shown, manifest));
  if (known !== undefined) return { version: known.version, isPublished: true };
  const isTaken = published.some(({ version }) => version === manifest.version);
  const suffix = textSha256(JSON.stringify(shownFields(manifest))).slice(0, 8);
  return { version: isTaken ? `${manifest.version.slice(0, 50)}-${suffix}` : manifest.version, isPublished: false };
}

/** The query with which a version of this manifest is published. */
export function queryOf(manifest) {
  const { kind, license, tokenizer } = manifest;
  if (kind === "generate") return new URLSearchParams({ kind, license, ...wayOf(manifest) });
  return new URLSearchParams({ kind, license, tokenizer: tokenizer.sha256, details: JSON.stringify(wayOf(manifest)) });
}

/** An answer of the service that was not the one hoped for. */
export class RegistryRefusal extends Error {}

/** The admin routes of a running service, as one who publishes needs them. */
export function registryClient(url, adminKey) {
  async function ask(method, path, { json, file, sha256 } = {}) {
    const headers = { "x-api-key": adminKey };
    if (json !== undefined) headers["content-type"] = "application/json";
    if (sha256 !== undefined) headers["x-content-sha256"] = sha256;
    // A blob of a file is read as it is sent, and its length is known before.
    const body = json === undefined ? file && (await openAsBlob(file)) : JSON.stringify(json);
    const response = await fetch(`${url}/admin/models${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const answer = await response.json().catch(() => ({}));
    if (response.status === 404 && method === "GET") return null;
    if (response.ok) return answer;
    throw new RegistryRefusal(answer.error?.message ?? `${method} /admin/models${path} was answered with ${response.status}`);
  }

  const isStored = async (sha256) => (await ask("GET", `/files/${sha256}`)) !== null;

  async function send(path, file, filePath) {
    const known = await isStored(file.sha256);
    await ask("PUT", path, { sha256: file.sha256, ...(known ? {} : { file: filePath }) });
  }

  async function publish({ manifest, pathOf }, version) {
    const path = `/${manifest.name}/${version}`;
    const { tokenizer, file } = manifest;
    if (tokenizer && !(await isStored(tokenizer.sha256))) await send(`${path}/tokenizer`, tokenizer, pathOf(tokenizer));
    await send(`${path}?${queryOf(manifest)}`, file, pathOf(file));
  }

  const list = async () => (await ask("GET", "")).models;
  const find = async (name) => (await list()).find((shown) => shown.name === name);

  return {
    /** The published names, with their versions. */
    list,
    /**
     * Lets a model answer as the default of its kind, published first unless it is. Returns whether anything was changed.
     * @param {{ manifest: object, pathOf: (file: { sha256: string }) => string }} model its files by their SHA-256
     */
    async publishAndActivate(model) {
      const { name } = model.manifest;
      const named = await find(name);
      const { version, isPublished } = versionFor(model.manifest, named?.versions ?? []);
      if (!isPublished) await publish(model, version);
      // A new name does not begin at 0 where names were removed before.
      const order = { version, if_sequence: (named ?? (await find(name))).sequence, default: true };
      const { sequence } = await ask("POST", `/${name}/activate`, { json: order });
      return !isPublished || sequence !== order.if_sequence;
    },
    /** Whether a model is published and answers as the default of its kind. */
    async isActive({ manifest }) {
      const named = await find(manifest.name);
      const active = named?.versions.find(({ version }) => version === named.active);
      return active !== undefined && named.default && isVersionOf(active, manifest);
    },
  };
}
