"""Each save is a task, and the end waits for all of them."""

import asyncio
import json
import os
import sys

import aiohttp


async def publish(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        async with asyncio.TaskGroup() as saves:
            for article in articles:
                await ask(session, article)
                saves.create_task(ask(session, f"save {article}"))
            await ask(session, "page")
    return [f"saved {len(articles)} articles"]


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(publish(url, prompts))))
