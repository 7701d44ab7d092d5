"""To stop is to take in nothing more. What has been fetched goes through to the end."""

import asyncio
import json
import os
import sys

import aiohttp


async def publish(base_url, articles, stop):
    texts, summaries = asyncio.Queue(1), asyncio.Queue(1)

    async def summarise_all():
        await asyncio.gather(*(summarise(session, stop, texts, summaries) for _ in range(2)))
        await summaries.put(None)

    async with aiohttp.ClientSession(base_url) as session:
        async with asyncio.TaskGroup() as stages:
            stages.create_task(fetch(session, articles, stop, texts))
            stages.create_task(summarise_all())
            stored = stages.create_task(store(session, summaries))
    return stored.result()


async def fetch(session, articles, stop, texts):
    for article in articles:
        if stop.is_set():
            break
        await texts.put(await ask(session, f"fetch {article}"))
    await texts.put(None)  # Nothing more comes.


async def summarise(session, stop, texts, summaries):
    while text := await texts.get():
        try:
            await summaries.put(await ask(session, f"summarise {text}"))
        except aiohttp.ClientResponseError:
            stop.set()
    texts.put_nowait(None)  # For the other worker.


async def store(session, summaries):
    stored = []
    while summary := await summaries.get():
        stored.append(await ask(session, f"store {summary}"))
    return stored


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(publish(url, prompts, asyncio.Event()))))
