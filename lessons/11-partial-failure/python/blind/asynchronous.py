"""Nobody looks at the status: aiohttp raises nothing unless it is told to."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        calls = [ask(session, article) for article in articles]
        results = await asyncio.gather(*calls, return_exceptions=True)
    done = [result for result in results if not isinstance(result, Exception)]
    return [f"{len(done)} of {len(articles)} done"]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        answer = await response.json()
    return answer.get("choices", [{}])[0].get("message", {}).get("content", "")


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
