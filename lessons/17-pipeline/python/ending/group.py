"""An error in one stage ends the whole, and with it what the others were about to do."""

import asyncio
import json
import os
import sys

import aiohttp
from asynchronous import ask, fetch, store


async def wrong_whole(base_url, articles):
    texts, summaries = asyncio.Queue(1), asyncio.Queue(1)
    async with aiohttp.ClientSession(base_url) as session:
        try:
            async with asyncio.TaskGroup() as stages:
                stages.create_task(fetch(session, articles, asyncio.Event(), texts))
                for _ in range(2):
                    stages.create_task(summarise(session, texts, summaries))
                stored = stages.create_task(store(session, summaries))
            told = f"{len(stored.result())} stored"
        except* aiohttp.ClientResponseError as errors:
            told = f"nothing to show: {errors.exceptions[0].status}"
    return [told]


async def summarise(session, texts, summaries):
    while text := await texts.get():
        await summaries.put(await ask(session, f"summarise {text}"))
    await texts.put(None)


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(wrong_whole(url, prompts))))
