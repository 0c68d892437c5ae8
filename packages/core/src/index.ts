export * from "./result.ts";
export * from "./errors.ts";
export * from "./limits.ts";
export * from "./schemas/text.ts";
export * from "./schemas/generate.ts";
