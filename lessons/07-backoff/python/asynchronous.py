"""Tries again what may succeed: a coroutine sleeps between its attempts."""

import asyncio
import json
import os
import sys

import aiohttp
from policy import wait_after


async def ask_all(base_url, questions):
    limit = aiohttp.ClientTimeout(total=0.4)
    async with aiohttp.ClientSession(base_url, timeout=limit) as session:
        return await asyncio.gather(*(tell(session, question) for question in questions))


async def tell(session, question):
    try:
        return f"{question}: {await retry(lambda: ask(session, question))}"
    except aiohttp.ClientResponseError as error:
        return f"{question}: {error.status} {error.message}"


async def retry(call, **policy):
    attempt = 1
    while True:
        try:
            return await call()
        except aiohttp.ClientResponseError as error:
            last, wait = error, wait_after(attempt, error.status, error.headers, **policy)
        except (aiohttp.ClientError, TimeoutError) as error:
            last, wait = error, wait_after(attempt, None, {}, **policy)
        if wait is None:
            raise last
        await asyncio.sleep(wait)
        attempt += 1


async def ask(session, question):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(ask_all(url, prompts))))
