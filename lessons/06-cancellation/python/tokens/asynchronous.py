"""Two groups of calls: one is cancelled first, then all. Each cleans up after itself."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    notes, half = [], len(articles) // 2
    async with aiohttp.ClientSession(base_url) as session:
        a = asyncio.create_task(group(session, "A", articles[:half], notes))
        b = asyncio.create_task(group(session, "B", articles[half:], notes))
        await asyncio.sleep(0.3)
        told = [tell("cleaned up at first", notes)]
        b.cancel()
        await asyncio.sleep(0.4)
        told.append(tell("after B was cancelled", notes))
        for task in (a, b):
            task.cancel()
        await asyncio.gather(a, b, return_exceptions=True)
    told.append(tell("after all was cancelled", notes))
    return told


async def group(session, name, articles, notes):
    try:
        for article in articles:
            try:
                await ask(session, article)
            finally:
                notes.append(article)
    finally:
        notes.extend([f"file {name}", f"folder {name}"])


def tell(when, notes):
    told = f"{when}: {', '.join(notes)}"
    notes.clear()
    return told


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
