"""Eight chats share a session, which keeps what is idle."""

import asyncio
import json
import os
import sys

import aiohttp


async def talk(base_url, chats):
    async with aiohttp.ClientSession(base_url) as session:

        async def one(chat):
            await ask(session, chat)
            await asyncio.sleep(0.4)
            return await ask(session, chat)

        return await asyncio.gather(*(one(chat) for chat in chats))


async def ask(session, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    async with session.post("/v1/chat/completions", json=question) as response:
        response.raise_for_status()
        answer = await response.json()
    return answer["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(talk(url, prompts))))
