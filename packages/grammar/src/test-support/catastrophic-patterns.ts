/** Atoms whose repetition overlaps with itself or its neighbours, in a backtracking matcher's eyes. */
const ATOMS = ["a", "[a-z]", ".", "\\w", "(?:a|a)", "(?:a|ab)", "\\d", "[^x]", "(?:aa|a)", "\\s"];
/** Shapes whose matching time is exponential or a high power of the text's length where one backtracks. */
const SHAPES = [
  "(X+)+$",
  "^(X+)+$",
  "^(X*)*$",
  "(X+)*y",
  "(X|X)*$",
  "^(X|X?)+$",
  "X*X*X*X*X*X*X*X*y",
  "^(?:X+X+)+y$",
  "(X{1,5}){1,5}z",
  "(?:X?){20}X{20}",
  "^(X+)+(X+)+(X+)+$",
  "((X*)*)*",
  "(?:(?:X+)?)+y",
  ".*X.*X.*X.*X.*=.*",
  "^(X?X?X?X?)*$",
  "(X|.)*X{0,9}y",
  "(?:.*X){8}",
  "(X+|y)+z",
  "X+?X+?X+?X+?!",
  "^(?:X{2,9}|X{3,8}){2,9}$",
];

/** Two hundred regular expressions that bring a backtracking matcher down. */
export const CATASTROPHIC_PATTERNS: readonly string[] = SHAPES.flatMap((shape) => ATOMS.map((atom) => shape.replaceAll("X", atom)));

/** Texts that nearly match them. */
export const NEAR_MATCHES: readonly string[] = [
  "a".repeat(400) + "!",
  "0".repeat(400) + "!",
  `${"ab".repeat(200)}\u0000`,
  `${" ".repeat(400)}x`,
];

/** Expressions that are refused by counting what they would unfold to. */
export const PATTERN_BOMBS: readonly string[] = [
  "a{1000000}",
  "(a{1000}){1000}",
  "((((a{99}){99}){99}){99}){99}",
  "[a-z]{1,999999999999999}",
  "(?:a{0,60}){0,70}".repeat(3),
  "(a|b)*a(a|b){30}",
  "(.|\\d)*x.{200}",
  "(?:a?){3000}a{3000}",
  `${"(".repeat(2000)}a${")".repeat(2000)}`,
  "a".repeat(5000),
  "x*".repeat(2000),
  "(?:x*y*z*)*".repeat(300),
  "[^a]*".repeat(700),
];
