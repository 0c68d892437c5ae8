import type { CachePurge, CacheScope } from "@steadytext/core";
import fc from "fast-check";
import { isPurged, type CacheModel } from "./cache-model.ts";
import { makeEntry, valueOf, type Stores, type TestCache } from "./open-test-cache.ts";

const scopes = ["shared", "tenant:a", "tenant:b"] as const;
const digests = ["1", "2", "3"].map((digit) => digit.repeat(64));
const modelOf = (digest: string) => (digest === digests[1] ? "e" : "f").repeat(64);

/** Isolates over the stores that they share. */
interface Real {
  readonly stores: Stores;
  readonly isolates: readonly TestCache[];
}
type Command = fc.AsyncCommand<CacheModel, Real>;

/** A step that any state allows. */
abstract class Step implements Command {
  readonly isolate: number;
  constructor(isolate: number) {
    this.isolate = isolate;
  }
  check = () => true;
  abstract act(model: CacheModel, cache: TestCache, real: Real): Promise<void>;
  async run(model: CacheModel, real: Real): Promise<void> {
    const cache = real.isolates[this.isolate % real.isolates.length]!;
    await this.act(model, cache, real);
    await cache.settle();
    real.stores.clock.nowMs += 1;
  }
  toString = () => `${this.constructor.name}${JSON.stringify(this)}`;
}

class Put extends Step {
  readonly scope: CacheScope;
  readonly digest: string;
  constructor(isolate: number, scope: CacheScope, digest: string) {
    super(isolate);
    this.scope = scope;
    this.digest = digest;
  }
  async act(model: CacheModel, cache: TestCache, { stores }: Real) {
    valueOf(await cache.entries.put(makeEntry(this.scope, this.digest, { modelDigest: modelOf(this.digest) })));
    model.put(this.scope, this.digest, stores.clock.nowMs);
  }
}

class Get extends Step {
  readonly scope: CacheScope;
  readonly digest: string;
  readonly times: number;
  constructor(isolate: number, scope: CacheScope, digest: string, times: number) {
    super(isolate);
    this.scope = scope;
    this.digest = digest;
    this.times = times;
  }
  async act(model: CacheModel, cache: TestCache, { stores, isolates }: Real) {
    const allowed = model.allows(this.isolate % isolates.length, this.scope, this.digest, stores.clock.nowMs);
    for (let time = 0; time < this.times; time++) {
      const value = valueOf(await cache.entries.get(this.scope, this.digest));
      const isRight = value === null ? allowed.none : allowed.value && isEqual(value, makeEntry(this.scope, this.digest).value);
      if (!isRight) throw new Error(`a read gave ${value === null ? "nothing" : new TextDecoder().decode(value)}`);
    }
  }
}

class Delete extends Step {
  readonly scope: CacheScope;
  readonly digest: string;
  constructor(isolate: number, scope: CacheScope, digest: string) {
    super(isolate);
    this.scope = scope;
    this.digest = digest;
  }
  async act(model: CacheModel, cache: TestCache, { stores, isolates }: Real) {
    valueOf(await cache.removal.delete(this.scope, [this.digest]));
    model.remove(this.isolate % isolates.length, (scope, digest) => scope === this.scope && digest === this.digest, stores.clock.nowMs);
  }
}

class Purge extends Step {
  readonly what: CachePurge;
  constructor(isolate: number, what: CachePurge) {
    super(isolate);
    this.what = what;
  }
  async act(model: CacheModel, cache: TestCache, { stores, isolates }: Real) {
    valueOf(await cache.removal.purge(this.what));
    const matches = (scope: string, digest: string) => isPurged(this.what, scope, digest, modelOf);
    model.remove(this.isolate % isolates.length, matches, stores.clock.nowMs);
  }
}

class Evict extends Step {
  async act(model: CacheModel, cache: TestCache, { stores }: Real) {
    await cache.cleanUp();
    const rows = stores.database.sqlite.prepare("SELECT scope, digest FROM cache_entries").all();
    const kept = new Set(rows.map(({ scope, digest }) => `${scope} ${digest}`));
    model.evict((key) => kept.has(key));
  }
}

class Wait extends Step {
  readonly seconds: number;
  constructor(seconds: number) {
    super(0);
    this.seconds = seconds;
  }
  async act(_model: CacheModel, _cache: TestCache, { stores }: Real) {
    stores.clock.nowMs += this.seconds * 1000;
  }
}

const isolate = fc.nat(1);
const scope = fc.constantFrom(...scopes);
const digest = fc.constantFrom(...digests);
const what = fc.oneof(
  digest.map((each) => ({ digest: each })),
  fc.constantFrom({ tenant: "a" }, { tenant: "b" }),
  digest.map((each) => ({ modelDigest: modelOf(each) })),
);
const times = fc.constantFrom(1, 1, 12);
const seconds = fc.constantFrom(1, 29, 31, 61, 600, 3_600, 100_000);
const put = fc.tuple(isolate, scope, digest).map((args) => new Put(...args));
const get = fc.tuple(isolate, scope, digest, times).map((args) => new Get(...args));
/** Any steps, in any isolate. */
export const steps = fc.commands(
  [
    put,
    put,
    get,
    get,
    get,
    fc.tuple(isolate, scope, digest).map((args) => new Delete(...args)),
    fc.tuple(isolate, what).map((args) => new Purge(...args)),
    isolate.map((each) => new Evict(each)),
    seconds.map((each) => new Wait(each)),
  ],
  { maxCommands: 60, size: "max" },
);

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
