"""A new semaphore when the limiter says another number. All wait at the first one."""

import asyncio
import json
import os
import sys
import time

import aiohttp
from figures import counted
from policy import Aimd


class Limited:
    """Looks as if its semaphore always had as many permits as the limiter says."""

    def __init__(self):
        self.limiter = Aimd(8, 1, 8)
        self.semaphore = asyncio.Semaphore(self.limiter.limit)

    def report(self, sent, refused, now):
        before = self.limiter.limit
        if self.limiter.report(sent, refused, now) != before:
            self.semaphore = asyncio.Semaphore(self.limiter.limit)


async def ask_all(base_url, questions):
    limited = Limited()

    async def call(question):
        async with limited.semaphore:
            sent = time.monotonic()
            refused = await ask(session, question) in (429, 503)
            limited.report(sent, refused, time.monotonic())
        return refused

    async with aiohttp.ClientSession(base_url) as session:
        return counted(await asyncio.gather(*map(call, questions * 6)))


async def ask(session, question):
    body = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    async with session.post("/v1/chat/completions", json=body) as response:
        await response.json()
        return response.status


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(ask_all(url, prompts))))
