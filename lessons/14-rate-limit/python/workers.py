"""As many threads as should be busy all the time."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests
from blocking import ask
from policy import MINUTE, QUOTA

A_CALL = 0.4


def summarise(base_url, articles):
    # With a minute of sixty seconds, and a second for a call: rate // 60.
    workers = int(QUOTA * A_CALL / MINUTE)
    with requests.Session() as session, ThreadPoolExecutor(workers) as pool:
        calls = [pool.submit(ask, session, base_url, article) for article in articles]
    refused = sum(1 for call in calls if call.exception())
    return [f"{len(calls) - refused} ok, {refused} refused"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
