"""WRITE 2: what this program does, in a sentence. It draws the same as its twin in Rust."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    summaries = []
    async with aiohttp.ClientSession(base_url) as session:
        for article in articles:
            question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
            async with session.post("/v1/chat/completions", json=question) as response:
                response.raise_for_status()
                answer = await response.json()
            summaries.append(answer["choices"][0]["message"]["content"])
    return summaries


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
