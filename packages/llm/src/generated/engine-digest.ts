/** SHA-256 over the kernel's two builds and the versions of every rule that can change a token, hexadecimal. */
export const ENGINE_DIGEST = "195e6d4664dc09c89dea2c12b2cf081e4e3e2f0388db8117dd6341ec7017ee43";
