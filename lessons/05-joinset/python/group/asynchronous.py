"""The first error stops the rest. Then there is an apology in place of the page."""

import asyncio
import json
import os
import sys

import aiohttp


async def page(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(ask(session, article)) for article in articles]
        except* aiohttp.ClientResponseError as failed:
            errors = [f"{error.status} {error.message}" for error in failed.exceptions]
        else:
            return [task.result() for task in tasks]
        return [await ask(session, "apology"), *errors]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(page(url, prompts))))
