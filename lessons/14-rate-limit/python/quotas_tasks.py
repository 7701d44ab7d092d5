"""Requests and tokens, as the headers of the first answer tell them: one request after another."""

import asyncio
import json
import os
import sys
import time

import aiohttp
from policy import reserve
from quotas import LONGEST, told, window


async def write(base_url, prompts):
    windows, seen = None, []
    async with aiohttp.ClientSession(base_url) as session:
        for prompt in prompts:
            longest = LONGEST[prompt.split()[0]]
            costs = {"requests": 1, "tokens": 10 + longest}
            if windows:
                due = reserve(windows, costs, time.monotonic())
                if due is None:
                    seen.append("too big")
                    continue
                await asyncio.sleep(max(0, due - time.monotonic()))
            ok, headers = await ask(session, prompt, longest)
            if not windows:
                windows = {what: window(what, headers) for what in costs}
            seen.append("ok" if ok else "refused")
    return told(seen)


async def ask(session, prompt, longest):
    messages = [{"role": "user", "content": prompt}]
    question = {"model": "mock-1", "messages": messages, "max_tokens": longest}
    async with session.post("/v1/chat/completions", json=question) as response:
        await response.json()
        return response.ok, response.headers


if __name__ == "__main__":
    url, texts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(write(url, texts))))
