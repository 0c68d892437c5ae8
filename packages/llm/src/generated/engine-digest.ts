/** SHA-256 over the kernel's two builds and the versions of every rule that can change a token, hexadecimal. */
export const ENGINE_DIGEST = "fcdbe86b94cca7def384e2f5bf80c92175027d9c4589c6028761988fd4d87dfc";
