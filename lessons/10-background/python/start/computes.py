"""A task that is created, and cannot begin: there is no await before the work is done."""

import asyncio
import json
import os
import sys
import time

import aiohttp


async def page(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        draft = await ask(session, "draft")
        summary = asyncio.create_task(ask(session, "summary"))
        layout = lay_out(draft)
        picture = await ask(session, "picture")
        return [layout, picture, await summary]


def lay_out(draft):
    time.sleep(0.3)  # Work of our own, which waits for nobody.
    return f"<p>{draft}</p>"


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(page(url, prompts))))
