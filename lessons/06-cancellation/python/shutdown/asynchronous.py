"""Ctrl-C at 0.4 s: nothing new is sent, and what is in flight has 0.4 s more."""

import asyncio
import json
import os
import sys
from collections import deque

import aiohttp


async def summarise(base_url, articles):
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    # At work: loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.call_later(0.4, stop.set)
    queue, done = deque(articles), []

    async def work():
        while queue and not stop.is_set():
            article = queue.popleft()
            await ask(session, article)
            done.append(article)

    async with aiohttp.ClientSession(base_url) as session:
        workers = asyncio.gather(work(), work(), work())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([workers, stopped], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait([workers], timeout=0.4)
        # What is still in flight is hung up.
        for task in (workers, stopped):
            task.cancel()
        await asyncio.wait([workers, stopped])
    given_up = [article for article in articles if article not in [*done, *queue]]
    lines = [("done", done), ("given up", given_up), ("not sent", queue)]
    return [f"{what}: {', '.join(names)}" for what, names in lines if names]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
