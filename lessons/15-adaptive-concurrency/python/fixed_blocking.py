"""Six questions at a time: six threads take them from one queue, which the pool has."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from figures import littles_law


def ask_all(base_url, questions, limit=6):
    def call(question):
        sent = time.monotonic()
        ask(session, base_url, question)
        return time.monotonic() - sent

    start = time.monotonic()
    with requests.Session() as session, ThreadPoolExecutor(limit) as pool:
        took = list(pool.map(call, questions * 4))
    return littles_law(took, time.monotonic() - start)


def ask(session, base_url, question):
    body = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=body)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(ask_all(url, prompts)))
