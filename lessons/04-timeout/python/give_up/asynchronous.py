"""Gives a call up after 0.4 s, and goes on with the next."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        return [await tell(session, article) for article in articles]


async def tell(session, article):
    try:
        # When the time is up, the call is cancelled, and its connection is closed.
        async with asyncio.timeout(0.4):
            await ask(session, article)
    except TimeoutError:
        return f"{article}: no answer in time"
    except aiohttp.ClientResponseError as error:
        return f"{article}: refused with {error.status}"
    return f"{article}: answered"


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
