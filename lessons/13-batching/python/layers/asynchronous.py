"""Three lists of articles, a coroutine for each: one after another inside, beside each other outside."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    size = -(-len(articles) // 3)
    lists = [articles[start : start + size] for start in range(0, len(articles), size)]
    async with aiohttp.ClientSession(base_url) as session:
        done = await asyncio.gather(*(one_after_another(session, some) for some in lists))
    return [summary for some in done for summary in some]


async def one_after_another(session, articles):
    return [await ask(session, article) for article in articles]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
