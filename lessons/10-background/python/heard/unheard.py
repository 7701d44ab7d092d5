"""A task that nobody awaits raises, and nobody hears of it."""

import asyncio
import json
import os
import sys

import aiohttp


async def publish(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        for article in articles:
            summary = await ask(session, article)
            asyncio.create_task(save(session, summary))
        await ask(session, "page")
    return [f"saved {len(articles)} articles"]


async def save(session, summary):
    title, colon, _ = summary.partition(":")
    if not colon:
        raise ValueError("a summary begins with its title")
    await ask(session, f"save {title}")


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(publish(url, prompts))))
