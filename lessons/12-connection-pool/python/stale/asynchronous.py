"""A request now and then. What is idle for 0.2 s is given up."""

import asyncio
import json
import os
import sys

import aiohttp


async def check(base_url, articles):
    connector = aiohttp.TCPConnector(keepalive_timeout=0.2)
    async with aiohttp.ClientSession(base_url, connector=connector) as session:
        told = []
        for article in articles:
            if told:
                await asyncio.sleep(0.4)
            await ask(session, article)
            told.append(f"{article}: answered")
        return told


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(check(url, prompts))))
