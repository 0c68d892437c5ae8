/** Bound parameters that D1 takes in one statement. */
export const MAX_PARAMETERS = 100;

/** Characters of JSON bound as one parameter: half of D1's limit of a string, so that one more row never passes it. */
export const JSON_PARAMETER_CHARS = 1_000_000;
