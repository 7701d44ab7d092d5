"""Three requests, and then the next three: each wave waits for its slowest."""

import asyncio
import json
import os
import sys

import aiohttp

from asynchronous import ask


async def summarise(base_url, articles):
    summaries = []
    async with aiohttp.ClientSession(base_url) as session:
        for start in range(0, len(articles), 3):
            wave = [ask(session, article) for article in articles[start : start + 3]]
            summaries += await asyncio.gather(*wave)
    return summaries


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts))))
