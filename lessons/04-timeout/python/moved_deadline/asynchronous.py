"""A deadline after 0.4 s is moved to 0.8 s while a call runs under it, if there is progress."""

import asyncio
import json
import os
import sys

import aiohttp


async def ask_for(base_url, report, status):
    start = asyncio.get_running_loop().time()

    async def look():
        if await ask(session, status) == "still working":
            deadline.reschedule(start + 0.8)

    async with aiohttp.ClientSession(base_url) as session:
        try:
            async with asyncio.timeout_at(start + 0.4) as deadline, asyncio.TaskGroup() as group:
                group.create_task(look())
                await ask(session, report)
        except TimeoutError:
            return [f"{report}: no answer in time"]
    return [f"{report}: answered"]


async def ask(session, question):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(ask_for(url, *prompts))))
