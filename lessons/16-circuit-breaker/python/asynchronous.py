"""A page asks whenever a visitor comes, unless the breaker says no: a coroutine for each visitor."""

import asyncio
import json
import os
import sys
import time

import aiohttp
from policy import Breaker


async def serve(base_url, visitors):
    breaker, start = Breaker(), time.monotonic()

    async def stay(number, visitor):
        seen = []
        for visit in range(2):
            due = start + 0.2 * number + 2 * visit
            await asyncio.sleep(max(0, due - time.monotonic()))
            seen.append(await page(session, visitor, breaker))
        return seen

    async with aiohttp.ClientSession(base_url) as session:
        stays = await asyncio.gather(*(stay(*numbered) for numbered in enumerate(visitors)))
    seen = [one for stay in stays for one in stay]
    return [", ".join(f"{seen.count(what)} {what}" for what in ("ok", "failed", "not asked"))]


async def page(session, visitor, breaker):
    admitted = breaker.admit(time.monotonic())
    if admitted is None:
        return "not asked"
    try:
        await ask(session, visitor)
        failed = False
    except aiohttp.ClientResponseError as error:
        failed = error.status >= 500
    breaker.report(admitted, failed, time.monotonic())
    return "failed" if failed else "ok"


async def ask(session, visitor):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": visitor}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(serve(url, prompts))))
