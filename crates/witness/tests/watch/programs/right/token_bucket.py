"""A bucket that begins with one token, and fills a little more slowly than the server allows."""

import asyncio
import time

from chat import ARTICLES, Session

RATE = 7.0


class Bucket:
    def __init__(self):
        self.next = time.monotonic()

    async def take(self):
        now = time.monotonic()
        mine = max(self.next, now)
        self.next = mine + 1 / RATE
        await asyncio.sleep(mine - now)


async def summarise(session, bucket, article):
    await bucket.take()
    return await session.ask(article)


async def main():
    bucket = Bucket()
    async with Session() as session:
        calls = (summarise(session, bucket, article) for article in ARTICLES)
        for summary in await asyncio.gather(*calls):
            print(summary)


asyncio.run(main())
