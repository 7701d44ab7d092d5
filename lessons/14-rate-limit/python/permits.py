"""A permit for each call in flight, as many as should be taken all the time."""

import asyncio
import json
import os
import sys

import aiohttp
from asynchronous import ask, told
from policy import MINUTE, QUOTA

A_CALL = 0.4


async def summarise(base_url, articles):
    # With a minute of sixty seconds, and a second for a call: rate // 60.
    permits = asyncio.Semaphore(int(QUOTA * A_CALL / MINUTE))

    async def call(article):
        async with permits:
            return await ask(session, article)

    async with aiohttp.ClientSession(base_url) as session:
        return told(await asyncio.gather(*map(call, articles), return_exceptions=True))


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
