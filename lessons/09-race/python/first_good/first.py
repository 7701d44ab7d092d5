"""Whatever comes first wins, be it an error."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, models):
    async with aiohttp.ClientSession(base_url) as session:
        tasks = [asyncio.create_task(ask(session, model)) for model in models]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.wait(pending)
    try:
        return [done.pop().result()]
    except aiohttp.ClientResponseError as error:
        return [f"{error.status} {error.message}"]


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
