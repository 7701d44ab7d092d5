"""One coroutine waits for the next moment, and creates a task for each call."""

import asyncio
import json
import os
import sys
import time

import aiohttp
from policy import Window


async def summarise(base_url, articles, policy):
    calls = []
    async with aiohttp.ClientSession(base_url) as session:
        for article in articles:
            due = policy.reserve(time.monotonic())
            await asyncio.sleep(max(0, due - time.monotonic()))
            calls.append(asyncio.create_task(ask(session, article)))
        return told(await asyncio.gather(*calls, return_exceptions=True))


def told(answers):
    refused = sum(isinstance(answer, aiohttp.ClientResponseError) for answer in answers)
    return [f"{len(answers) - refused} ok, {refused} refused"]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        answer = await response.json()
        response.raise_for_status()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts, Window()))))
