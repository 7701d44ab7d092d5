"""Three threads of a pool: one that waits for its next attempt does nothing else."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests
from blocking import ask, retry


def summarise(base_url, articles):
    def call(article):
        return retry(lambda: ask(session, base_url, article), attempts=2, base=0.6, cap=0.6)

    with requests.Session() as session, ThreadPoolExecutor(3) as pool:
        return list(pool.map(call, articles))


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
