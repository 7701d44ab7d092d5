"""All calls are tasks that share two permits. They go on while a summary is being published."""

import asyncio
import json
import os
import sys

import aiohttp


async def publish(base_url, articles, progress):
    permits = asyncio.Semaphore(2)

    async def with_permit(article):
        async with permits:
            return await ask(session, article)

    async with aiohttp.ClientSession(base_url) as session:
        calls = [asyncio.create_task(with_permit(article)) for article in articles]
        for done, call in enumerate(asyncio.as_completed(calls), 1):
            summary = await call
            await ask(session, f"publish {summary}")
            progress(done, summary)


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts, told = os.environ["MEANWHILE_URL"], sys.argv[1:], []

    def tell(done, summary):
        told.append(f"{done} of {len(prompts)}: {summary}")

    asyncio.run(publish(url, prompts, tell))
    print(json.dumps(told))
