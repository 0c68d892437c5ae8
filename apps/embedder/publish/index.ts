export { prepareDefaultModel } from "./default-model.ts";
