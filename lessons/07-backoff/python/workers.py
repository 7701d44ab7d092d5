"""Three requests at a time: who waits for the next attempt has no permit meanwhile."""

import asyncio
import json
import os
import sys

import aiohttp
from asynchronous import ask, retry


async def summarise(base_url, articles):
    permits = asyncio.Semaphore(3)

    async def attempt(article):
        async with permits:
            return await ask(session, article)

    async def call(article):
        return await retry(lambda: attempt(article), attempts=2, base=0.6, cap=0.6)

    async with aiohttp.ClientSession(base_url) as session:
        return await asyncio.gather(*(call(article) for article in articles))


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
