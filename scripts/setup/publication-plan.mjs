/** R2 keys, as `packages/core/src/schemas/manifest.ts` has them. */
const FILES = "models/sha256/";
const fileKey = ({ sha256 }) => `${FILES}${sha256}`;
const manifestKey = ({ kind }) => `models/active/${kind}.json`;

/** The files that a manifest names. */
function filesOf({ file, tokenizer }) {
  return tokenizer ? [file, tokenizer] : [file];
}

/** Whether every file of a manifest is among the objects. */
export function isStored(objects, manifest) {
  return filesOf(manifest).every((file) => objects.get(fileKey(file))?.size === file.size);
}

/**
 * What makes the bucket hold the models and no others.
 * @param {Map<string, { size: number, text?: string }>} objects what it holds, by key; `text` of the small ones
 * @param {{ manifest: object, pathOf: (file: { sha256: string }) => string }[]} models one a kind
 * @returns puts of files by path, then puts of manifests by text (whoever reads a manifest finds its files), then removals of files that no manifest names
 */
export function publicationPlan(objects, models) {
  const files = models.flatMap(({ manifest, pathOf }) =>
    filesOf(manifest).map((file) => ({ key: fileKey(file), size: file.size, path: pathOf(file) })),
  );
  const manifests = models.map(({ manifest }) => ({ key: manifestKey(manifest), text: JSON.stringify(manifest) }));
  return {
    files: files.filter(({ key, size }) => objects.get(key)?.size !== size),
    manifests: manifests.filter(({ key, text }) => objects.get(key)?.text !== text),
    removals: [...objects.keys()].filter((key) => key.startsWith(FILES) && !files.some((file) => file.key === key)),
  };
}
