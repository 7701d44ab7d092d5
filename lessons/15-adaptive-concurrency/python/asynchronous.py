"""As many questions at a time as the limiter says: the other coroutines wait at a condition."""

import asyncio
import json
import os
import sys
import time

import aiohttp
from figures import counted
from policy import Aimd


async def ask_all(base_url, questions):
    limiter, ended, in_flight = Aimd(8, 1, 8), asyncio.Condition(), 0
    queue = iter(questions * 6)

    async def worker():
        nonlocal in_flight
        refusals = []
        while True:
            async with ended:
                await ended.wait_for(lambda: in_flight < limiter.limit)
                question = next(queue, None)
                if question is None:
                    return refusals
                in_flight += 1
            sent = time.monotonic()
            refused = await ask(session, question) in (429, 503)
            async with ended:
                limiter.report(sent, refused, time.monotonic())
                in_flight -= 1
                ended.notify_all()
            refusals.append(refused)

    async with aiohttp.ClientSession(base_url) as session:
        workers = await asyncio.gather(*(worker() for _ in range(8)))
    return counted([refused for refusals in workers for refused in refusals])


async def ask(session, question):
    body = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    async with session.post("/v1/chat/completions", json=body) as response:
        await response.json()
        return response.status


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(ask_all(url, prompts))))
