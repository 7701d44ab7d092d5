"""A bucket that begins full: it lets its burst through on top of the rate."""

import asyncio
import time

from chat import ARTICLES, Refused, Session

RATE = 5.0


class Bucket:
    def __init__(self):
        self.tokens, self.filled = RATE, time.monotonic()

    async def take(self):
        while True:
            now = time.monotonic()
            self.tokens = min(RATE, self.tokens + (now - self.filled) * RATE)
            self.filled = now
            if self.tokens >= 1:
                self.tokens -= 1
                return
            await asyncio.sleep((1 - self.tokens) / RATE)


async def summarise(session, bucket, article):
    while True:
        await bucket.take()
        try:
            return await session.ask(article)
        except Refused as refused:
            await asyncio.sleep(refused.retry_after)


async def main():
    bucket = Bucket()
    async with Session() as session:
        calls = (summarise(session, bucket, article) for article in ARTICLES)
        for summary in await asyncio.gather(*calls):
            print(summary)


asyncio.run(main())
