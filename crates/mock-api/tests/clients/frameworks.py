"""What programs do that ask through litellm and langchain."""

import asyncio
import os
import sys

# Else it asks the network for a list of prices.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

url = sys.argv[1] + "/v1"


def asked(prompt, **more):
    messages = [{"role": "user", "content": prompt}]
    return dict(model="openai/gpt-4o-mini", api_base=url, api_key="any", messages=messages, **more)


answer = litellm.completion(**asked("hello"))
assert answer.choices[0].message.content == "You said: hello"
assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
chunks = litellm.completion(**asked("slow", stream=True))
assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "one two three"
vectors = litellm.embedding(model="openai/m", api_base=url, api_key="any", input=["a", "b"])
assert len(vectors.data) == 2


async def many():
    return await asyncio.gather(*(litellm.acompletion(**asked(f"question {n}")) for n in range(5)))


texts = [answer.choices[0].message.content for answer in asyncio.run(many())]
assert texts == [f"You said: question {n}" for n in range(5)], texts


class Author(BaseModel):
    name: str
    age: int


model = ChatOpenAI(model="gpt-4o-mini", base_url=url, api_key="any")
assert model.invoke("hello").content == "You said: hello"
assert "".join(chunk.content for chunk in model.stream("slow")) == "one two three"
assert [answer.content for answer in model.batch(["a", "b"])] == ["You said: a", "You said: b"]
assert model.invoke("flaky").content == "You said: flaky"
for method in ("json_schema", "function_calling"):
    assert isinstance(model.with_structured_output(Author, method=method).invoke("who"), Author)
# Otherwise it counts tokens first, by a table that it fetches.
embeddings = OpenAIEmbeddings(base_url=url, api_key="any", check_embedding_ctx_length=False)
assert len(embeddings.embed_documents(["a", "b"])) == 2
