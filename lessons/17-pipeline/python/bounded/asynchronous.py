"""Each stage has its tasks. A queue that is full keeps the stage before it waiting."""

import asyncio
import json
import os
import sys

import aiohttp


async def publish(base_url, articles, texts=None):
    texts, summaries = texts or asyncio.Queue(1), asyncio.Queue(1)

    async def summarise_all():
        await asyncio.gather(*(summarise(session, texts, summaries) for _ in range(2)))
        await summaries.put(None)

    async with aiohttp.ClientSession(base_url) as session:
        async with asyncio.TaskGroup() as stages:
            stages.create_task(fetch(session, articles, texts))
            stages.create_task(summarise_all())
            stored = stages.create_task(store(session, summaries))
    return stored.result()


async def fetch(session, articles, texts):
    for article in articles:
        await texts.put(await ask(session, f"fetch {article}"))
    await texts.put(None)  # Nothing more comes.


async def summarise(session, texts, summaries):
    while text := await texts.get():
        await summaries.put(await ask(session, f"summarise {text}"))
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
    print(json.dumps(asyncio.run(publish(url, prompts))))
