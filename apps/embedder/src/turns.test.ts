import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

/** An event loop in which all pauses that have begun end in one round, in their order; `rounds` has whose texts each round computed. */
function setUp() {
  const rounds: string[][] = [];
  let begun: (() => void)[] = [];
  const pauses: number[] = [];
  const turns = new Turns((ms) => {
    pauses.push(ms);
    return new Promise((resolve) => void begun.push(resolve));
  });
  const job = async (name: string, texts: number, isOver = () => false) => {
    const takeTurn = turns.join(isOver);
    for (let i = 0; i < texts; i++) {
      await takeTurn(100);
      if (isOver()) return;
      rounds.at(-1)!.push(name);
    }
  };
  const round = async () => {
    const ending = begun;
    begun = [];
    rounds.push([]);
    for (const end of ending) {
      end();
      await new Promise(setImmediate);
    }
  };
  const run = async () => {
    while (begun.length > 0) await round();
    return rounds;
  };
  return { job, round, run, pauses, loseOne: () => void begun.shift() };
}

test("however many jobs wait, no round of the event loop computes two texts", async () => {
  const { job, run } = setUp();
  for (const name of ["a", "b", "c", "d"]) void job(name, 3);
  const rounds = await run();
  expect(Math.max(...rounds.map((computed) => computed.length))).toBe(1);
  expect(rounds.flat().toSorted().join("")).toBe("aaabbbcccddd");
});

test("a job that has the isolate to itself computes a text in every round", async () => {
  const { job, run } = setUp();
  void job("a", 5);
  expect(await run()).toEqual(Array.from({ length: 5 }, () => ["a"]));
});

test("the isolate rests after each text, and not before the first", async () => {
  const { job, run, pauses } = setUp();
  void job("a", 3);
  await run();
  expect(pauses).toEqual([0, 9, 9]);
});

test("a long list has no two turns before the first of a job that came after it", async () => {
  const { job, round, run } = setUp();
  void job("a", 9);
  await round();
  void job("b", 1);
  void job("c", 1);
  const order = (await run()).flat().join("");
  expect(order.indexOf("b")).toBeLessThan(4);
  expect(order.indexOf("c")).toBeLessThan(5);
  expect(order).toHaveLength(11);
});

test("lists that wait for each other have their turns by and by", async () => {
  const { job, run } = setUp();
  for (const name of ["a", "b", "c"]) void job(name, 8);
  const order = (await run()).flat().join("");
  expect(order).toMatch(/^(?:abc){8}$/);
});

test("a job that vanishes while it waits keeps no other from its turn", async () => {
  const { job, round, run, loseOne } = setUp();
  for (const name of ["a", "b", "c"]) void job(name, 2);
  await round();
  loseOne();
  expect(
    (await run())
      .flat()
      .filter((name) => name !== "a")
      .toSorted()
      .join(""),
  ).toBe("bbcc");
});

test("a job that is over stops waiting, and takes no turn", async () => {
  const { job, run } = setUp();
  const over = job("a", 2, () => true);
  void job("b", 2);
  expect((await run()).flat().join("")).toBe("bb");
  await over;
});
