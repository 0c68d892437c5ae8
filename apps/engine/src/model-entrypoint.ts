import { WorkerEntrypoint } from "cloudflare:workers";
import {
  fail,
  ok,
  type ActivateOrder,
  type Activation,
  type FileBody,
  type FilePart,
  type IfSequence,
  type ModelAsked,
  type ModelManifest,
  type ModelPointer,
  type ModelService,
  type ModelUpload,
  type PublishedModel,
  type Result,
  type ServiceError,
  type StoredFile,
} from "@steadytext/core";
import { engineConfig } from "./config.ts";
import { logError } from "./log.ts";
import { tokenizerCheck } from "./publishing/check-file.ts";
import { listParts, partCheck, partKey } from "./publishing/file-parts.ts";
import { publishModel } from "./publishing/publish-model.ts";
import { findStored, storeFile } from "./publishing/store-file.ts";
import { registryObject, type RegistryObject } from "./registry/registry-object.ts";

type Answer<T> = Promise<Result<T, ServiceError>>;

/** What operators and the other Workers see of the registry of models: the object keeps it, this checks and stores the files. */
export class ModelEntrypoint extends WorkerEntrypoint<Env> implements ModelService {
  list(): Answer<readonly PublishedModel[]> {
    return this.#ask((registry) => registry.list());
  }

  latest(asked: ModelAsked, copyIsUnusable = false): Answer<ModelPointer> {
    return this.#ask((registry) => registry.latest(asked, copyIsUnusable));
  }

  history(name: string): Answer<readonly Activation[]> {
    return this.#ask((registry) => registry.history(name));
  }

  activate(order: ActivateOrder): Answer<PublishedModel> {
    return this.#ask((registry) => registry.activate(order));
  }

  rollback(order: IfSequence): Answer<PublishedModel> {
    return this.#ask((registry) => registry.rollback(order));
  }

  remove(version: { readonly name: string; readonly version: string }): Answer<PublishedModel | null> {
    return this.#ask((registry) => registry.remove(version));
  }

  findFile(sha256: string): Answer<StoredFile | null> {
    return this.#ask(async () => ok(await findStored(this.env.MODELS, sha256)));
  }

  findParts(sha256: string): Answer<readonly FilePart[]> {
    return this.#ask(async () => ok(await listParts(this.env.MODELS, sha256)));
  }

  putPart(sha256: string, { index, sha256: own }: { index: number; sha256: string }, body: FileBody): Answer<FilePart> {
    return this.#ask(async (registry) => {
      const begun = await registry.begin(null, [sha256]);
      if (!begun.ok) return begun;
      const claim = { key: partKey(sha256, index), sha256: own, check: partCheck };
      const stored = await storeFile(this.env.MODELS, claim, body);
      return stored.ok ? ok({ index, size: stored.value.size }) : stored;
    });
  }

  publishTokenizer(sha256: string, body: FileBody): Answer<StoredFile> {
    return this.#ask(async (registry) => {
      const begun = await registry.begin(null, [sha256]);
      return begun.ok ? storeFile(this.env.MODELS, { sha256, check: tokenizerCheck }, body) : begun;
    });
  }

  publish(upload: ModelUpload, body: FileBody | null): Answer<ModelManifest> {
    const { maxModelBytes: maxBytes, maxContext } = engineConfig(this.env);
    return this.#ask((registry) =>
      publishModel(upload, body, { registry, bucket: this.env.MODELS, maxBytes, maxContext, nowMs: Date.now() }),
    );
  }

  /** An object that throws was reset, overloaded by the platform or has a bug: the caller may try again, the log has the cause. */
  async #ask<T>(call: (registry: RegistryObject) => Answer<T>): Answer<T> {
    try {
      return await call(registryObject(this.env.MODEL_REGISTRY));
    } catch (cause) {
      logError("registry_failed", { cause: String(cause) });
      return fail("unavailable", "The registry of models was interrupted. Try again.", { retryAfterSeconds: 1 });
    }
  }
}
