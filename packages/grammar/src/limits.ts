/** Bounds on what a caller may send; each is checked by counting, before any work it would cause. */

/** UTF-16 units of a schema written as compact JSON. */
export const SCHEMA_LENGTH = 65_536;
/** Levels of nested arrays and objects in a schema. */
export const SCHEMA_DEPTH = 64;
/** Values of all `enum` keywords together. */
export const ENUM_VALUES = 2000;
/** Properties of one object. */
export const OBJECT_PROPERTIES = 1000;
/** UTF-8 bytes of the property names of an object that also takes others. */
export const OPEN_OBJECT_NAME_BYTES = 2048;
/** Subschemas in all distinct combinations that one schema may unfold into. */
export const RULE_PARTS = 2500;
/** Branches of one `oneOf`: each pair is compared. */
export const ONE_OF_BRANCHES = 64;
/** Ways to choose a branch from each `anyOf` and `oneOf` that meet in one place. */
export const BRANCH_COMBINATIONS = 200;
/** UTF-16 units of a regular expression. */
export const PATTERN_LENGTH = 4096;
/** Levels of nested groups in a regular expression. */
export const PATTERN_DEPTH = 64;
/** Characters a regular expression spells once its bounded repetitions are written out. */
export const PATTERN_POSITIONS = 4000;
/** Deterministic states explored to see that a regular expression stays small. */
export const PATTERN_STATES = 2000;
/** Ways to go on that one of those states may hold. */
export const PATTERN_WAYS = 400;
/** Steps that one compilation spends on explorations and products of expressions, and on the tables and literals it makes. */
export const WORK = 80_000;
/** Bytes that a compiled constraint may take: an engine keeps several beside a model. */
export const GRAMMAR_BYTES = 2_200_000;
/** States of the product of two expressions that hold at once. */
export const PRODUCT_STATES = 4000;
/** Largest integer step of `multipleOf`, scaled by its decimals. */
export const MULTIPLE_OF_STATES = 4000;
/** Choices of a choice list, and their UTF-8 bytes together. */
export const CHOICES = 1000;
export const CHOICE_BYTES = 65_536;
/** Bytes of the shortest document: what does not fit a context need not be compiled. */
export const SHORTEST_DOCUMENT_BYTES = 16_384;
/** Digits of an integer, as JavaScript writes the largest without an exponent. */
export const INTEGER_DIGITS = 21;
/** Decimals of a number without an exponent. */
export const FRACTION_DIGITS = 20;
/** Decimal digits that a double holds apart: beyond them an exclusive bound could be rounded onto. */
export const EXACT_DIGITS = 15;
