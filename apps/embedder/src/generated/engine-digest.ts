/** SHA-256 over onnxruntime's wasm bytes, the tokenizer's code and the versions of the rules, hexadecimal. */
export const ENGINE_DIGEST = "86fc46d232619b7dce4e257cdbce63fe23bdfadf8c2832086abae353f8662490";
