import { expect, test } from "vitest";
import { clientNetwork } from "./client-network.ts";

const networkOf = (address: string): string | null => clientNetwork(new Headers({ "cf-connecting-ip": address }));

test("IPv4 addresses count one by one, mapped ones too", () => {
  expect(networkOf("203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
});

test("the addresses of an IPv6 /64 are one caller, however they are written", () => {
  const spellings = ["2001:db8:0:1::1", "2001:0DB8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0000:0001::", "2001:db8::1:0:0:0:9"];
  expect(new Set(spellings.map(networkOf))).toEqual(new Set(["2001:db8:0:1::/64"]));
  expect(networkOf("2001:db8:0:2::1")).not.toBe(networkOf("2001:db8:0:1::1"));
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});

test("without an address nobody is counted", () => {
  expect(clientNetwork(new Headers())).toBeNull();
});
