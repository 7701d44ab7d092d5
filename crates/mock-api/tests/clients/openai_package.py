"""What a program that was written for OpenAI's API does, with its own package."""

import json
import sys

import jsonschema
import openai
from pydantic import BaseModel

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="any")


def ask(prompt, **more):
    messages = [{"role": "user", "content": prompt}]
    return client.chat.completions.create(model="gpt-4o-mini", messages=messages, **more)


# In one piece, with headers.
raw = client.chat.completions.with_raw_response.create(
    model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}]
)
assert int(raw.headers["x-ratelimit-remaining-requests"]) < 1000
answer = raw.parse()
assert answer._request_id.startswith("req_"), answer._request_id
assert answer.choices[0].message.content == "You said: hello"
assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens

# Chunk by chunk.
texts, usage = [], None
for chunk in ask("slow", stream=True, stream_options={"include_usage": True}):
    if chunk.choices and chunk.choices[0].delta.content:
        texts.append(chunk.choices[0].delta.content)
    usage = chunk.usage or usage
assert "".join(texts) == "one two three", texts
assert usage.completion_tokens == 3, usage

# The first chunk is there before the last, which never comes: who has read enough hangs up.
stream = ask("stalls", stream=True)
assert any(chunk.choices[0].delta.content == "one" for chunk in stream)
stream.close()

# A connection that is cut in the middle is an error, and not the end.
try:
    for chunk in ask("cut", stream=True):
        pass
    raise SystemExit("a stream that was cut looked whole")
except Exception as error:
    # Older versions of the package pass on what the library below them says.
    assert type(error).__name__ in ("APIConnectionError", "RemoteProtocolError"), repr(error)

# It tries again on its own, and gets there at the third attempt.
assert ask("flaky").choices[0].message.content == "You said: flaky"

# JSON that fits a schema, of its own making and of pydantic's.
schema = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 10},
        "kind": {"enum": ["news", "opinion"]},
        "score": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "minItems": 2, "uniqueItems": True},
        "when": {"type": ["string", "null"], "format": "date-time"},
    },
    "required": ["title", "kind", "score", "tags", "when"],
    "additionalProperties": False,
    "$defs": {"tag": {"type": "string", "minLength": 3}},
}
wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema, "strict": True}}
made = json.loads(ask("hello", response_format=wanted).choices[0].message.content)
jsonschema.validate(made, schema)
assert isinstance(
    json.loads(ask("hello", response_format={"type": "json_object"}).choices[0].message.content), dict
)


class Author(BaseModel):
    name: str
    age: int | None


class Summary(BaseModel):
    title: str
    authors: list[Author]


parsed = client.chat.completions.parse(
    model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}], response_format=Summary
)
assert isinstance(parsed.choices[0].message.parsed, Summary)

# A tool that has to be called.
tools = [{"type": "function", "function": {"name": "save", "parameters": schema}}]
call = ask("hello", tools=tools, tool_choice="required").choices[0].message.tool_calls[0]
assert call.function.name == "save"
jsonschema.validate(json.loads(call.function.arguments), schema)

# Vectors, as bytes and as numbers.
texts = ["text 1", "text 2", "text 3"]
vectors = client.embeddings.create(model="m", input=texts).data
numbers = client.embeddings.create(model="m", input=texts, encoding_format="float").data
assert len(vectors) == 3
for one, other in zip(vectors, numbers):
    assert all(abs(x - y) < 1e-6 for x, y in zip(one.embedding, other.embedding, strict=True))

# Models, and what there is not.
assert [model.id for model in client.models.list()] == ["mock-1"]
assert client.models.retrieve("gpt-4o-mini").id == "gpt-4o-mini"
try:
    client.responses.create(model="m", input="x")
    raise SystemExit("there are no responses here")
except openai.NotFoundError as error:
    assert "/v1/chat/completions" in str(error), error
try:
    ask("hello", logprobs=True)
    raise SystemExit("there are no logprobs here")
except openai.BadRequestError as error:
    assert error.param == "logprobs", error
