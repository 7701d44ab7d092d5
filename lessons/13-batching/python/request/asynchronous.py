"""Four texts in a request, and three requests at a time."""

import asyncio
import json
import os
import sys

import aiohttp


async def embed_all(base_url, texts, size):
    batches = [texts[start : start + size] for start in range(0, len(texts), size)]
    permits = asyncio.Semaphore(3)

    async def with_permit(batch):
        async with permits:
            return await embed(session, batch)

    async with aiohttp.ClientSession(base_url) as session:
        vectors = await asyncio.gather(*(with_permit(batch) for batch in batches))
    return [vector for batch in vectors for vector in batch]


async def embed(session, texts):
    body = {"model": "mock-1", "input": texts}
    async with session.post("/v1/embeddings", json=body) as response:
        response.raise_for_status()
        answer = await response.json()
    return [one["embedding"] for one in sorted(answer["data"], key=lambda one: one["index"])]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    made = asyncio.run(embed_all(url, prompts, 4))
    print(json.dumps([f"{len(made)} vectors"]))
