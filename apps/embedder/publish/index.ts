export { DEFAULT_MODEL, prepareDefaultModel } from "./default-model.ts";
export { prepareModel, type ModelDescription, type PreparedModel } from "./prepare-model.ts";
export { PublishError } from "./publish-error.ts";
