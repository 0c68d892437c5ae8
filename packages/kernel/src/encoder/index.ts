export type { EncoderConfig } from "./encoder-config.ts";
export type { EncoderError, EncoderErrorCode } from "./encoder-error.ts";
export { openEncoder, type EncoderLoader, type EncoderOptions } from "./encoder-loader.ts";
export type { Pooling } from "./encoder-record.ts";
export type { Encoder } from "./encoder.ts";
