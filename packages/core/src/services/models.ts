import type { ServiceError } from "../errors.ts";
import type { Result } from "../result.ts";
import type { EmbeddingManifest, GenerationManifest, ModelKind, ModelManifest } from "../schemas/manifest.ts";

/** Which model of a kind is meant; null is the default one. */
export interface ModelAsked {
  readonly kind: ModelKind;
  readonly name: string | null;
}

/** What answers for a name or a kind. */
export interface ModelPointer<M extends ModelManifest = ModelManifest> {
  /** Rises with every change of any pointer: of two copies the higher one is newer. */
  readonly revision: number;
  readonly manifest: M;
}

/** A change of the version that answers for a name. */
export interface Activation {
  /** The name's sequence number after it: rises by one with each change and each removal of a version. */
  readonly sequence: number;
  readonly version: string;
  /** SHA-256 of its weights. */
  readonly modelDigest: string;
  readonly action: "activate" | "rollback";
  readonly atMs: number;
}

/** A name with its versions. */
export interface PublishedModel {
  readonly name: string;
  readonly kind: ModelKind;
  /** Whether it answers where a request names no model. */
  readonly isDefault: boolean;
  /** The version that answers; null before the first activation. */
  readonly active: string | null;
  readonly sequence: number;
  /** Oldest first. */
  readonly versions: readonly ModelManifest[];
  /** The latest changes of what answers, newest first. */
  readonly history: readonly Activation[];
}

type Published = "name" | "version" | "file" | "created";

/** A version to publish: its manifest, but for what its files say. */
export type ModelUpload = {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the weights. */
  readonly sha256: string;
} & (
  | { readonly details: Omit<GenerationManifest, Published> }
  | { readonly details: Omit<EmbeddingManifest, Published | "tokenizer">; readonly tokenizerSha256: string }
);

/** Bytes on their way. */
export interface FileBody {
  readonly size: number;
  readonly stream: ReadableStream<Uint8Array>;
}

/** A file in the storage. */
export interface StoredFile {
  readonly sha256: string;
  readonly size: number;
}

/** A piece of a file that is sent in parts, by its place in it. */
export interface FilePart {
  readonly index: number;
  readonly size: number;
}

/** Stale numbers are `sequence_conflict`, with the present one in `details.sequence`; nothing is changed then. */
export interface IfSequence {
  readonly name: string;
  readonly ifSequence: number;
}

export interface ActivateOrder extends IfSequence {
  readonly version: string;
  /** Where it is given: what the model must be. */
  readonly kind?: ModelKind | undefined;
  /** true: the name becomes the default of its kind, as the first activated one does by itself. */
  readonly makeDefault?: boolean | undefined;
}

/** The registry of models: what the engine Worker offers to operators and to the other Workers. */
export interface ModelService {
  list(): Promise<Result<readonly PublishedModel[], ServiceError>>;
  /**
   * What answers; `model_not_found` names what there is.
   * @param copyIsUnusable true where the caller found the copy of this pointer missing or wrong: it is written anew
   */
  latest(asked: ModelAsked, copyIsUnusable?: boolean): Promise<Result<ModelPointer, ServiceError>>;
  /** Whether the bytes of this SHA-256 are stored already; null where they are not. */
  findFile(sha256: string): Promise<Result<StoredFile | null, ServiceError>>;
  /** The parts of a file that have arrived, in order; none once the file is put together. */
  findParts(sha256: string): Promise<Result<readonly FilePart[], ServiceError>>;
  /**
   * Keeps a part of the file of SHA-256 `sha256` for two hours, so that an upload that breaks off goes on where it was. `publish` with a null body
   * puts the parts together.
   * @param part its place, and the SHA-256 of its own bytes
   */
  putPart(
    sha256: string,
    part: { readonly index: number; readonly sha256: string },
    body: FileBody,
  ): Promise<Result<FilePart, ServiceError>>;
  /** Stores a tokenizer under its content, to be named by a version. */
  publishTokenizer(sha256: string, body: FileBody): Promise<Result<StoredFile, ServiceError>>;
  /**
   * Stores the weights under their content, checked while they stream, and registers the version; `body` null registers a stored file, or one
   * whose parts have all arrived.
   * What could not be loaded is `invalid_model`. The same version with the same content again changes nothing; with another is refused.
   */
  publish(upload: ModelUpload, body: FileBody | null): Promise<Result<ModelManifest, ServiceError>>;
  activate(order: ActivateOrder): Promise<Result<PublishedModel, ServiceError>>;
  /** Activates the version that answered before the present one. */
  rollback(order: IfSequence): Promise<Result<PublishedModel, ServiceError>>;
  /** All that is kept, newest first. */
  history(name: string): Promise<Result<readonly Activation[], ServiceError>>;
  /** Forgets a version that does not answer, and its files where no other version has them. The sequence number rises. */
  remove(version: { readonly name: string; readonly version: string }): Promise<Result<PublishedModel | null, ServiceError>>;
}
