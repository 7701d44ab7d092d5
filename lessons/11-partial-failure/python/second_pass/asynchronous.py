"""Two passes. The second has only what failed in the first and may succeed now."""

import asyncio
import json
import os
import sys

import aiohttp


async def summarise(base_url, articles):
    async with aiohttp.ClientSession(base_url) as session:
        outcomes = dict(await ask_each(session, articles))
        again = [article for article, result in outcomes.items() if may_succeed(result)]
        outcomes.update(await ask_each(session, again))
    return report(list(outcomes.items()))


def may_succeed(result):
    if isinstance(result, aiohttp.ClientResponseError):
        return result.status in {408, 429, 500, 502, 503, 504}
    return isinstance(result, (aiohttp.ClientConnectionError, TimeoutError))


async def ask_each(session, articles):
    calls = [ask(session, article) for article in articles]
    results = await asyncio.gather(*calls, return_exceptions=True)
    return list(zip(articles, results))


def report(outcomes):
    failed = [(article, why) for article, why in outcomes if isinstance(why, Exception)]
    told = [f"{article}: {getattr(why, 'status', why)}" for article, why in failed]
    return [f"{len(outcomes) - len(failed)} of {len(outcomes)} done", *told]


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
