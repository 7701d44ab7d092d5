"""Three coroutines, and then the next three: beside each other inside, one after another outside."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    summaries = []
    async with aiohttp.ClientSession(base_url) as session:
        for start in range(0, len(articles), 3):
            wave = articles[start : start + 3]
            summaries += await asyncio.gather(*(ask(session, article) for article in wave))
    return summaries


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
