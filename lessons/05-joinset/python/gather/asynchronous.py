"""Each call runs to its end and has a result of its own."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        calls = [ask(session, article) for article in articles]
        results = await asyncio.gather(*calls, return_exceptions=True)
    errors = [result for result in results if isinstance(result, aiohttp.ClientResponseError)]
    told = [f"{error.status} {error.message}" for error in errors]
    return [f"{len(results) - len(errors)} summaries", *told]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
