"""Steps that share a deadline: one timeout around them all."""

import asyncio
import json
import os
import sys

import aiohttp


async def write(base_url, steps):
    told = []
    async with aiohttp.ClientSession(base_url) as session:
        try:
            async with asyncio.timeout(0.7):
                for step in steps:
                    await ask(session, step)
                    told.append(f"{step}: answered")
        except TimeoutError:
            told.append("no time is left for the rest")
    return told


async def ask(session, step):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": step}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(write(url, prompts))))
