"""Six questions at a time: a coroutine that has no permit waits for one before it sends."""

import asyncio
import json
import os
import sys
import time

import aiohttp
from figures import littles_law


async def ask_all(base_url, questions, limit=6):
    permits = asyncio.Semaphore(limit)

    async def call(question):
        async with permits:
            sent = time.monotonic()
            await ask(session, question)
            return time.monotonic() - sent

    start = time.monotonic()
    async with aiohttp.ClientSession(base_url) as session:
        took = await asyncio.gather(*map(call, questions * 4))
    return littles_law(took, time.monotonic() - start)


async def ask(session, question):
    body = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    async with session.post("/v1/chat/completions", json=body) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(ask_all(url, prompts))))
