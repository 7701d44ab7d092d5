"""A bucket that counts a wait as over, and fills itself for that time once more."""

import asyncio
import json
import os
import sys
import time

from asynchronous import summarise
from policy import MINUTE, QUOTA


class Bucket:
    def __init__(self):
        self.rate, self.tokens, self.filled = QUOTA / MINUTE, 1, time.monotonic()

    def reserve(self, now):
        self.tokens = min(1, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        if self.tokens < 1:
            wait = (1 - self.tokens) / self.rate
            self.tokens = 0  # filled is still the moment before the wait
            return now + wait
        self.tokens -= 1
        return now


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts, Bucket()))))
