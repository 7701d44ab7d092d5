"""The first good answer wins. The others are cancelled."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, models):
    async with aiohttp.ClientSession(base_url) as session:
        tasks = [asyncio.create_task(ask(session, model)) for model in models]
        try:
            return [await first_good(tasks)]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def first_good(tasks):
    for answer in asyncio.as_completed(tasks):
        try:
            return await answer
        except aiohttp.ClientError as error:
            last = error
    raise last


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
