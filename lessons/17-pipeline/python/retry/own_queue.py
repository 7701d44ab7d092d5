"""Back into the queue that it came from: nobody makes room when all wait for it."""

import asyncio
import json
import os
import sys

import aiohttp
from asynchronous import ask, fetch


async def wrong_publish(base_url, articles):
    texts, summaries = asyncio.Queue(1), asyncio.Queue(1)
    async with aiohttp.ClientSession(base_url) as session:
        workers = [summarise(session, texts, summaries) for _ in range(2)]
        stages = [fetch(session, articles, texts), *workers]
        stages = [asyncio.create_task(stage) for stage in stages]
        try:
            async with asyncio.timeout(2):
                stored = [await ask(session, f"store {await summaries.get()}") for _ in articles]
            return [f"{len(stored)} stored"]
        except TimeoutError:
            return ["nothing to show: no answer in time"]
        finally:
            for stage in stages:
                stage.cancel()


async def summarise(session, texts, summaries):
    while True:
        text = await texts.get()
        try:
            await summaries.put(await ask(session, f"summarise {text}"))
        except aiohttp.ClientResponseError:
            await texts.put(text)  # It waits for room, and only a worker makes room.


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(wrong_publish(url, prompts))))
