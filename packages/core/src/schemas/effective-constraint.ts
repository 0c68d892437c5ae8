/**
 * What a generated text must be, in its one spelling. A schema is JSON text, since the order of its properties is that of the document;
 * `wrap` puts the document between `<json-output>` and `</json-output>`.
 */
export type EffectiveConstraint =
  | { readonly schema: string; readonly separators: "compact" | "spaced"; readonly wrap?: true }
  | { readonly regex: string }
  | { readonly choices: readonly string[] };
