import { embeddingModel, forgetPrepared } from "./embedding-model.mjs";
import { registryClient, RegistryRefusal } from "./registry-client.mjs";
import { SetupError } from "./setup-error.mjs";

/** Advice on a generation model that was refused. */
function adviceOn(modelFile) {
  return modelFile === undefined
    ? "Run `npm start` again; if it stays so, `npm start -- --fresh` makes the local state anew, with new keys and empty caches."
    : "Give --model-file a llama-architecture GGUF file with matrices in Q4_0, Q4_1 or Q8_0, or leave it out to take the default model. Keys and caches are kept.";
}

/**
 * Publishes this generation model and the embedding model to a service, and lets them answer. What it has already is not sent again.
 * Returns whether anything was changed.
 * @param {{ url: string, adminKey: string }} service where, and with which key
 * @param {{ manifest: object, path: string }} generation what `generationModel` gives
 * @throws RegistryRefusal when the service does not take one
 */
export async function sendModels({ url, adminKey }, { manifest, path }) {
  const registry = registryClient(url, adminKey);
  try {
    const generationChanged = await registry.publishAndActivate({ manifest, pathOf: () => path });
    const embedding = await embeddingModel((prepared) => registry.isActive({ manifest: prepared }));
    const embeddingChanged = await registry.publishAndActivate(embedding);
    return generationChanged || embeddingChanged;
  } finally {
    forgetPrepared();
  }
}

/** As `sendModels`, to the Workers that are being started on this machine; `modelFile`: the one that was asked for, if any. */
export async function publishModels({ url, adminKey, modelFile }, generation) {
  try {
    return await sendModels({ url, adminKey }, generation);
  } catch (error) {
    if (!(error instanceof RegistryRefusal)) throw error;
    throw new SetupError(`The Workers were stopped, since a model was not taken: ${error.message}.`, adviceOn(modelFile));
  }
}
