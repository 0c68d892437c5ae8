"""Drives the cache client of the SteadyText library against a service: `python drive-client.py SCENARIO...`.

The library stands in PYTHONPATH, the service's address and key in the variables that the library reads. Prints a line of JSON for each scenario: its name,
and null or why it does not hold.
"""

import json
import logging
import os
import random
import sys
import traceback
import types
from importlib.util import find_spec
from pathlib import Path


def load_client():
    """The library's cache modules alone: its top module loads model runtimes, which no cache needs, and numpy, of which one type is named here."""
    package = types.ModuleType("steadytext")
    package.__path__ = [next(str(folder) for folder in (Path(path, "steadytext") for path in sys.path) if folder.is_dir())]
    sys.modules["steadytext"] = package
    if find_spec("numpy") is None:
        numpy = types.ModuleType("numpy")
        numpy.ndarray = object
        sys.modules["numpy"] = numpy
    from steadytext.cache.d1_backend import D1CacheBackend
    from steadytext.cache_manager import get_cache_manager

    return D1CacheBackend, get_cache_manager


class Errors(logging.Handler):
    """What the client logs as an error: it raises none, so a failure shows only here."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.seen = []

    def emit(self, record):
        self.seen.append((record.levelname, record.getMessage()))

    def take(self, level="ERROR"):
        taken = [message for name, message in self.seen if name == level]
        self.seen.clear()
        return taken


D1CacheBackend, get_cache_manager = load_client()
errors = Errors()
logging.getLogger("steadytext").handlers = [errors]


def cache(name, key="STEADYTEXT_D1_API_KEY", **options):
    return D1CacheBackend(cache_name=name, api_url=os.environ["STEADYTEXT_D1_API_URL"], api_key=os.environ[key], **options)


def equal(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r:.300}, wanted {wanted!r:.300}")


def random_bytes(seed, size):
    return random.Random(seed).randbytes(size)


ODD_KEYS = [
    "a\0b", "\0", "", " ", "two\nlines\r\n", "tab\t", "'; DROP TABLE namespaces; --", '"quoted"', "back\\slash", "{\"json\":1}",
    "__proto__", "constructor", "7", "07", "é" * 300, "\U0001f600" * 150, "e\u0301", "\u00e9", "\u2028", "\ufeff", "x" * 10_000,
    ("a prompt", 512, None, ("nested", 0.5)), ("a prompt", 512, None, ("nested", 0.25)), 42, None, b"\x00\xff",
]
assert len("é" * 300) * 2 == 600


def configured():
    """The library finds the service by its environment, and its own caches work over it."""
    manager = get_cache_manager()
    for name, one in (
        ("generation", manager.get_generation_cache()),
        ("embedding", manager.get_embedding_cache()),
        ("reranking", manager.get_reranking_cache()),
    ):
        equal(type(one._backend).__name__, "D1CacheBackend", "the backend")
        one.set((name, 1), [0.25, name])
        equal(one.get((name, 1)), [0.25, name], f"{name}'s value")
        equal(one.get((name, 2)), None, f"{name}'s absent value")
        equal(len(one), 1, f"{name}'s length")
    equal(manager.get_generation_cache().get_stats()["max_size_bytes"], 50 * 1024**2, "the size that the library asked for")
    manager.clear_all_caches()
    equal(len(manager.get_generation_cache()), 0, "the length after clearing")


def pickles():
    """Whatever Python value went in comes out."""
    c = cache("pickles")
    values = [0, "", False, b"\0" * 1000, "text\0\n'\"\ud800", ("a", 1, (2.5, None)), {"k": [1, {2}]}, frozenset({"x"}), 2**200, float("inf"), complex(1, 2)]
    for index, value in enumerate(values):
        c.set(index, value)
        equal(c.get(index), value, f"value {index}")
        equal(type(c.get(index)), type(value), f"the type of value {index}")


def large_values():
    """Values of 300 KB come back whole, and so does the largest that fits a row."""
    c = cache("large values")
    for index in range(5):
        value = random_bytes(index, 300_000)
        c.set(f"large {index}", value)
        equal(c.get(f"large {index}"), value, f"value {index} of 300 KB")
    largest = random_bytes(9, 1_498_000)
    c.set("largest", largest)
    equal(c.get("largest"), largest, "a value of 1.5 MB")
    found = c.batch_get([f"large {index}" for index in range(5)] + ["largest"])
    equal({key: len(value) for key, value in found.items()}, {**{f"large {i}": 300_000 for i in range(5)}, "largest": 1_498_000}, "a batch of all")


def batches():
    """Batches of 200 go in one request each way, answer what is there and nothing else, and are removed."""
    c = cache("batches", batch_size=200)
    items = {f"item {index}": ("value", index) for index in range(200)}
    c.batch_set(items)
    equal(c.batch_get([*items, "absent", "item"]), items, "200 items and two that are not there")
    equal(len(c), 200, "the number of entries")
    c.batch_set({"item 0": "anew", "item 200": "more"})
    equal(c.batch_get(["item 0", "item 1", "item 200"]), {"item 0": "anew", "item 1": ("value", 1), "item 200": "more"}, "what was written over")
    c.batch_delete([f"item {index}" for index in range(100)])
    equal(len(c), 101, "the number after a deletion")
    equal(c.exists("item 99"), False, "a deleted item")


def odd_keys():
    """Any key is a key: none is changed on its way, and none is taken for another."""
    c = cache("odd keys", batch_size=200)
    for index, key in enumerate(ODD_KEYS):
        equal(c.exists(key), False, f"key {index} before")
        c.set(key, index)
    for index, key in enumerate(ODD_KEYS):
        equal(c.get(key), index, f"key {index}")
        equal(c.exists(key), True, f"key {index} after")
    equal(c.batch_get(ODD_KEYS), {key: index for index, key in enumerate(ODD_KEYS)}, "all in a batch")
    c.delete(ODD_KEYS[0])
    equal(len(c), len(ODD_KEYS) - 1, "the number after one deletion")
    c.batch_delete(ODD_KEYS)
    equal(len(c), 0, "the number after a deletion of all")


def odd_names():
    """A cache's name is data: those that look like SQL, differ in case or in trailing blanks are caches of their own."""
    names = ["x; DROP TABLE y", "x", "X", "x ", "\"x\"", "x'--", "sqlite_master", "é" * 127]
    caches = [cache(name) for name in names]
    for index, one in enumerate(caches):
        one.set("key", index)
    equal([one.get("key") for one in caches], list(range(len(names))), "each cache's value")
    caches[0].clear()
    equal([one.get("key") for one in caches], [None, *range(1, len(names))], "each cache's value after clearing the first")


def stats():
    """Statistics count entries, bytes and reads."""
    c = cache("stats", max_size_mb=2.5)
    c.set("read", b"x" * 3000)
    c.set("unread", b"y" * 3000)
    for _ in range(5):
        c.get("read")
    got = c.get_stats()
    equal(sorted(got), sorted(["entry_count", "total_size", "avg_frequency", "max_frequency", "max_size_bytes", "utilization", "backend", "api_url"]), "the fields")
    equal((got["entry_count"], got["max_size_bytes"]), (2, int(2.5 * 1024**2)), "entries and size")
    equal(8000 <= got["total_size"] <= 8200, True, f"bytes of base64, {got['total_size']}")
    equal(abs(got["utilization"] - got["total_size"] / got["max_size_bytes"]) < 1e-9, True, "utilization")
    equal(got["max_frequency"] >= got["avg_frequency"] > 0, True, f"frequencies, {got}")


def eviction():
    """A cache that passes its size drops what is read least, down to four fifths."""
    c = cache("eviction", max_size_mb=1)
    c.set("dear", random_bytes(0, 60_000))
    for _ in range(20):
        c.get("dear")
    for index in range(30):
        c.set(f"filler {index}", random_bytes(index, 60_000))
    equal(c.get_stats()["total_size"] <= 1024**2, True, f"the size, {c.get_stats()}")
    equal(c.exists("dear"), True, "what is read often")
    equal(c.exists("filler 29"), True, "what was written last")
    equal(c.exists("filler 0"), False, "what was never read")


def tenants():
    """Another tenant's cache of the same name is another cache."""
    mine, theirs = cache("shared name"), cache("shared name", "OTHER_API_KEY")
    mine.set("key", "mine")
    equal(theirs.get("key"), None, "the other's view")
    equal(theirs.batch_get(["key"]), {}, "the other's view in a batch")
    theirs.set("key", "theirs")
    theirs.clear()
    equal(mine.get("key"), "mine", "my value after the other cleared")


def rate_limited():
    """A 429 is waited out, as long as it says, and the request succeeds."""
    c = cache("rate limited", "LIMITED_API_KEY")
    c.set("key", "value")
    reads = 0
    while not errors.seen and reads < 500:
        equal(c.get("key"), "value", f"the value, read {reads} times")
        reads += 1
    waits = errors.take("WARNING")
    equal(len(waits) == 1 and "Rate limited, waiting" in waits[0], True, f"the client waited, {waits}")


def refusals():
    """What is refused is not stored, its error is named, and the client goes on."""
    c = cache("refusals", batch_size=200)
    c.set("kept", 1)
    c.set("too large", random_bytes(1, 1_600_000))
    refused = errors.take()
    equal(len(refused) == 1 and "413" in refused[0], True, f"a value past a row's size is a 413, {refused}")
    c.batch_set({f"item {index}": random_bytes(index, 300_000) for index in range(8)})
    refused = errors.take()
    equal(len(refused) == 1 and "413" in refused[0], True, f"a batch past the body's size is a 413, {refused}")
    equal(c.get("too large"), None, "what was too large")
    equal(len(c), 1, "the number of entries")
    stranger = cache("refusals", "INVALID_API_KEY")
    stranger.set("kept", 2)
    equal(stranger.get("kept"), None, "what an invalid key finds")
    refused = errors.take()
    equal(len(refused) == 3 and all("401" in message for message in refused), True, f"an invalid key is a 401, {refused}")
    reader = cache("refusals", "READER_API_KEY")
    refused = errors.take()
    equal(len(refused) == 1 and "403" in refused[0], True, f"a reader may not initialise, {refused}")
    equal(reader.get("kept"), 1, "what a reader finds")
    reader.set("kept", 2)
    refused = errors.take()
    equal(len(refused) == 1 and "403" in refused[0], True, f"a reader may not write, {refused}")
    equal(c.get("kept"), 1, "the value in the end")


def outcome(scenario):
    try:
        scenario()
        equal(errors.take(), [], "errors that the client logged")
        return None
    except Exception:
        errors.take()
        return traceback.format_exc()


for name in sys.argv[1:]:
    print(json.dumps([name, outcome(globals()[name])]), flush=True)
