"""A worker asks for one article after another, and is cancelled at 0.4 s."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    summaries = []

    async def work():
        for article in articles:
            # The cancellation is raised here. What does not catch it ends, and so does the loop.
            summaries.append(await ask(session, article))

    async with aiohttp.ClientSession(base_url) as session:
        worker = asyncio.create_task(work())
        asyncio.get_running_loop().call_later(0.4, worker.cancel)
        # Waits for its end, whatever it is.
        await asyncio.wait([worker])
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
