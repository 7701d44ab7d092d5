"""A window: three coroutines read from one iterator."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    source = iter(enumerate(articles))
    summaries = {}

    async def worker():
        for index, article in source:
            summaries[index] = await ask(session, article)

    async with aiohttp.ClientSession(base_url) as session:
        await asyncio.gather(worker(), worker(), worker())
    return [summaries[index] for index in sorted(summaries)]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
