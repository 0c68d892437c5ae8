import type { JsonValue } from "../schema/json-value.ts";

const PERMUTED_MEMBERS = 4;
const MOST = 500;

/** Spellings of `value` with the members of its objects in every order, up to a bound: a grammar takes one of them. */
export function memberOrders(value: JsonValue): string[] {
  if (Array.isArray(value)) return products(value.map(memberOrders)).map((items) => `[${items.join(",")}]`);
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  const keys = Object.keys(value);
  const orders = keys.length <= PERMUTED_MEMBERS ? permutations(keys) : [keys];
  return orders
    .flatMap((order) => products(order.map((key) => memberOrders(value[key]!).map((text) => `${JSON.stringify(key)}:${text}`))))
    .map((members) => `{${members.join(",")}}`);
}

function products(lists: readonly string[][]): string[][] {
  return lists.reduce<string[][]>((taken, list) => taken.flatMap((items) => list.map((item) => [...items, item])).slice(0, MOST), [[]]);
}

function permutations(keys: readonly string[]): string[][] {
  if (keys.length < 2) return [[...keys]];
  return keys.flatMap((key, i) => permutations([...keys.slice(0, i), ...keys.slice(i + 1)]).map((rest) => [key, ...rest]));
}
