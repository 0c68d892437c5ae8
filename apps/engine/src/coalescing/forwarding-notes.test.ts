import { expect, it } from "vitest";
import { ForwardingNotes } from "./forwarding-notes.ts";

it("tells where equal requests went for as long as the last of them may run", () => {
  const notes = new ForwardingNotes();
  notes.add("a", "enam-1", 100);
  expect([notes.find("a", 99), notes.find("a", 100), notes.find("b", 0)]).toEqual(["enam-1", undefined, undefined]);
});

it("forgets the oldest note past 4,096", () => {
  const notes = new ForwardingNotes();
  for (let i = 0; i < 4097; i++) notes.add(`${i}`, "enam-1", 100);
  expect([notes.find("0", 0), notes.find("1", 0), notes.find("4096", 0)]).toEqual([undefined, "enam-1", "enam-1"]);
});
