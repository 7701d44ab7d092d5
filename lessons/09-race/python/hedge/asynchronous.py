"""When a call is late, a second one joins it. Whichever is answered first wins."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    permits = asyncio.Semaphore(2)

    async def one(article):
        async with permits:
            return await hedged(session, article)

    async with aiohttp.ClientSession(base_url) as session:
        return await asyncio.gather(*map(one, articles))


async def hedged(session, article):
    tasks = {asyncio.create_task(ask(session, article))}
    # Late or not, what is waited for goes on.
    done, _ = await asyncio.wait(tasks, timeout=0.3)
    if not done:
        tasks.add(asyncio.create_task(ask(session, f"{article} again")))
        done, late = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        late.pop().cancel()
    return done.pop().result()


async def ask(session, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
