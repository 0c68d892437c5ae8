import {
  fail,
  ok,
  type ActivateOrder,
  type FileBody,
  type IfSequence,
  type ModelManifest,
  type ModelService,
  type ModelUpload,
  type PublishedModel,
} from "@steadytext/core";
import { WorkerEntrypoint } from "cloudflare:workers";

export const MANIFEST: ModelManifest = {
  kind: "generate",
  name: "tiny-chat",
  version: "1",
  license: "Apache-2.0",
  file: { sha256: "a".repeat(64), size: 11 },
  created: 1_700_000_000,
  contextLength: 1024,
};

const MODEL: PublishedModel = {
  name: "tiny-chat",
  kind: "generate",
  isDefault: true,
  active: "1",
  sequence: 1,
  versions: [MANIFEST],
  history: [{ sequence: 1, version: "1", modelDigest: MANIFEST.file.sha256, action: "activate", atMs: 1_700_000_000_000 }],
};

async function textOf(body: FileBody | null): Promise<string | null> {
  return body && new Response(body.stream).text();
}

function usual(): ModelService {
  return {
    list: async () => ok([MODEL]),
    latest: async () => ok({ revision: 1, manifest: MANIFEST }),
    findFile: async (sha256) => ok(sha256 === MANIFEST.file.sha256 ? MANIFEST.file : null),
    findParts: async () => ok([{ index: 0, size: 3 }]),
    putPart: async (_sha256, { index }, body) => {
      registry.received.push(await textOf(body));
      return ok({ index, size: body.size });
    },
    publishTokenizer: async (sha256, body) => {
      registry.received.push(await textOf(body));
      return ok({ sha256, size: body.size });
    },
    publish: async (upload, body) => {
      registry.uploads.push(upload);
      registry.received.push(await textOf(body));
      return ok({ ...MANIFEST, name: upload.name, version: upload.version });
    },
    activate: async (order) => {
      registry.orders.push(order);
      return ok({ ...MODEL, sequence: MODEL.sequence + 1 });
    },
    rollback: async (order) => {
      registry.orders.push(order);
      return fail("sequence_conflict", "tiny-chat is at sequence 1", { param: "if_sequence", details: { sequence: 1 } });
    },
    history: async () => ok(MODEL.history),
    remove: async () => fail("invalid_request", "tiny-chat 1 is active", { param: "version" }),
  };
}

/** What the stand-in does, changed by a test, and what it was given. */
export const registry = {
  does: usual(),
  uploads: [] as ModelUpload[],
  received: [] as (string | null)[],
  orders: [] as (ActivateOrder | IfSequence)[],
};

export function resetRegistry(): void {
  Object.assign(registry, { does: usual(), uploads: [], received: [], orders: [] });
}

/** Stands in for the registry of models, over real RPC. */
export class RegistryStandIn extends WorkerEntrypoint implements ModelService {
  list() {
    return registry.does.list();
  }
  latest(...asked: Parameters<ModelService["latest"]>) {
    return registry.does.latest(...asked);
  }
  findFile(sha256: string) {
    return registry.does.findFile(sha256);
  }
  findParts(sha256: string) {
    return registry.does.findParts(sha256);
  }
  putPart(...asked: Parameters<ModelService["putPart"]>) {
    return registry.does.putPart(...asked);
  }
  publishTokenizer(sha256: string, body: FileBody) {
    return registry.does.publishTokenizer(sha256, body);
  }
  publish(upload: ModelUpload, body: FileBody | null) {
    return registry.does.publish(upload, body);
  }
  activate(order: ActivateOrder) {
    return registry.does.activate(order);
  }
  rollback(order: IfSequence) {
    return registry.does.rollback(order);
  }
  history(name: string) {
    return registry.does.history(name);
  }
  remove(version: Parameters<ModelService["remove"]>[0]) {
    return registry.does.remove(version);
  }
}
