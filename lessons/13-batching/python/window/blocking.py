"""A window: three threads read from one iterator."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import requests


def summarise(base_url, articles):
    source, lock = iter(enumerate(articles)), Lock()
    summaries = {}

    def take():
        with lock:
            return next(source, None)

    def worker():
        while (taken := take()) is not None:
            index, article = taken
            summaries[index] = ask(session, base_url, article)

    with requests.Session() as session, ThreadPoolExecutor(3) as pool:
        for call in [pool.submit(worker) for _ in range(3)]:
            call.result()
    return [summaries[index] for index in sorted(summaries)]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
