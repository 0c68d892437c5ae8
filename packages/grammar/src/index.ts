export { compileConstraint, type Constraint } from "./compile-constraint.ts";
export { constraintOf } from "./constraint-of.ts";
export { DocumentWalk } from "./tokens/document-walk.ts";
export type { Grammar } from "./grammar.ts";
export type { State } from "./machine/state.ts";
export type { TokenAutomaton } from "./tokens/token-automaton.ts";
export { TokenTrie, type TokenBytes } from "./tokens/token-trie.ts";
