"""One race after another. Nobody cancels the loser."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    # Two services, two sessions.
    async with aiohttp.ClientSession(base_url) as main, aiohttp.ClientSession(base_url) as fallback:
        models, summaries = [main, fallback], []
        for prompts in zip(articles[::2], articles[1::2]):
            calls = [ask(model, prompt) for model, prompt in zip(models, prompts)]
            tasks = [asyncio.create_task(call) for call in calls]
            summaries.append(await first_good(tasks))
    return summaries


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
