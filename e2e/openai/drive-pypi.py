"""Drives OpenAI's Python library against a service: `python drive-pypi.py SCENARIO...`.

The library stands in PYTHONPATH, what it is driven with in the variable SETTING, as JSON. Prints a line of JSON for each scenario: its name and what was
observed; whatever fails otherwise ends it.
"""

import json
import os
import sys

from openai import APIError, APIStatusError, OpenAI

setting = json.loads(os.environ["SETTING"])
keys = setting["keys"]
ENDLESS = setting["endless"]


def client(api_key=keys["user"], **options):
    return OpenAI(**{"base_url": setting["base_url"], "api_key": api_key, "max_retries": 0, **options})


def chat_request():
    return {"model": "default", "max_tokens": setting["max_tokens"], "messages": [{"role": "user", "content": setting["prompt"]}]}


def thrown(work):
    """What the client raises, as its users tell errors apart."""
    try:
        work()
        return "nothing"
    except APIError as error:
        status = error.status_code if isinstance(error, APIStatusError) else None
        return [type(error).__name__, status, error.code, error.param]


def chat():
    answer = client().chat.completions.create(**chat_request())
    choice = answer.choices[0]
    about = {name: getattr(answer, name) for name in ("id", "created", "model", "system_fingerprint")}
    return {**about, "text": choice.message.content, "finish_reason": choice.finish_reason, "usage": answer.usage.to_dict()}


def stream():
    told = {"id": "", "roles": [], "text": "", "finish_reasons": [], "usages": []}
    for chunk in client().chat.completions.create(**chat_request(), stream=True, stream_options={"include_usage": True}):
        told["id"] = chunk.id
        if chunk.usage:
            told["usages"].append(chunk.usage.to_dict())
        for choice in chunk.choices:
            if choice.delta.role:
                told["roles"].append(choice.delta.role)
            told["text"] += choice.delta.content or ""
            if choice.finish_reason:
                told["finish_reasons"].append(choice.finish_reason)
    return told


def logprobs():
    answer = client().chat.completions.create(**chat_request(), logprobs=True, top_logprobs=3)
    return [
        {"token": one.token, "logprob": one.logprob, "bytes": one.bytes, "top": [[each.token, each.logprob] for each in one.top_logprobs]}
        for one in answer.choices[0].logprobs.content
    ]


def completion():
    answer = client().completions.create(model="default", prompt=setting["beginning"], max_tokens=setting["max_tokens"])
    return {"text": answer.choices[0].text, "usage": answer.usage.to_dict()}


def scoring():
    answer = client().completions.create(model="default", prompt=setting["beginning"], echo=True, logprobs=2, max_tokens=0)
    choice = answer.choices[0]
    return {"text": choice.text, **choice.logprobs.to_dict(), "usage": answer.usage.to_dict()}


def embeddings():
    request = {"model": "all-minilm-l6-v2", "input": [setting["prompt"], setting["beginning"]]}
    usual = client().embeddings.create(**request)
    floats = client().embeddings.create(**request, encoding_format="float")
    vectors = [[one.embedding for one in answer.data] for answer in (usual, floats)]
    return {"usual": vectors[0], "floats": vectors[1], "usage": usual.usage.to_dict()}


def models():
    return {"listed": [model.id for model in client().models.list()], "by_alias": client().models.retrieve("default").id}


def errors():
    def ask(more={}, api_key=keys["user"], **options):
        return thrown(lambda: client(api_key, **options).chat.completions.create(**{**chat_request(), **more}))

    def words(count):
        return {"messages": [{"role": "user", "content": "word " * count}]}

    return {
        "wrong_key": ask(api_key=keys["wrong"]),
        "no_scope": ask(api_key=keys["embedder"]),
        "no_model": ask({"model": "gpt-4"}),
        "no_route": thrown(lambda: client().files.list()),
        "unknown_field": ask({"extra_body": {"temprature": 1}}),
        "unsupported": ask({"tools": []}),
        "too_long": ask(words(2000)),
        "too_large": ask(words(20_000)),
        "not_cached": ask({"seed": setting["seed"] + 1, "temperature": 1}, default_headers={"cache-control": "only-if-cached"}),
        "nobody_there": ask(base_url=setting["nowhere"]),
        "too_slow": ask(timeout=0.001),
    }


def unready():
    return thrown(lambda: client().chat.completions.create(**chat_request()))


def retries():
    """Uses a limit up, then asks with the client's usual retries."""
    limited = client(keys["limited"])
    refusal, asked = "nothing", 0
    while refusal == "nothing" and asked < 100:
        refusal, asked = thrown(limited.models.list), asked + 1
    return {"refusal": refusal, "listed": len(client(keys["limited"], max_retries=2).models.list().data)}


def quota():
    return thrown(lambda: client(keys["poor"], max_retries=2).completions.create(model="default", prompt=setting["beginning"]))


def leaving():
    """Reads three chunks of a stream that would go on for long, and leaves."""
    read = 0
    with client().chat.completions.create(**{**chat_request(), **ENDLESS, "seed": setting["seed"]}, stream=True) as chunks:
        for _ in chunks:
            read += 1
            if read == 3:
                break
    return read


for name in sys.argv[1:]:
    print(json.dumps([name, globals()[name]()]), flush=True)
