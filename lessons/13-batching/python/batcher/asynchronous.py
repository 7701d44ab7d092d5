"""A coroutine for each article, and a task, the batcher. A queue between them."""

import asyncio
import json
import os
import sys

import aiohttp


async def batcher(session, calls):
    while True:
        batch = [await calls.get()]
        while not calls.empty():
            batch.append(calls.get_nowait())
        await answer(session, batch)


async def answer(session, batch):
    vectors = await embed(session, [text for text, _ in batch])
    for (_, caller), vector in zip(batch, vectors):
        caller.set_result(vector)


async def index(base_url, articles, batcher):
    calls = asyncio.Queue()

    async def one(article):
        summary = await ask(session, article)
        vector = asyncio.get_running_loop().create_future()
        calls.put_nowait((summary, vector))
        return await vector

    async with aiohttp.ClientSession(base_url) as session:
        sends = asyncio.create_task(batcher(session, calls))
        vectors = await asyncio.gather(*(one(article) for article in articles))
        sends.cancel()
    return vectors


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


async def embed(session, texts):
    body = {"model": "mock-1", "input": texts}
    async with session.post("/v1/embeddings", json=body) as response:
        response.raise_for_status()
        answer = await response.json()
    return [one["embedding"] for one in sorted(answer["data"], key=lambda one: one["index"])]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    made = asyncio.run(index(url, prompts, batcher))
    print(json.dumps([f"{len(made)} vectors"]))
