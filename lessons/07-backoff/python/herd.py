"""Eight clients that fail together, wait equally long, and come back together."""

import asyncio
import json
import os
import sys

import aiohttp
from asynchronous import ask, retry


async def ask_all(base_url, names):
    return await asyncio.gather(*(client(base_url, name) for name in names))


async def client(base_url, name):
    async with aiohttp.ClientSession(base_url) as session:
        return await retry(lambda: ask(session, name), attempts=6, base=0.3, cap=0.8)


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(ask_all(url, prompts))))
