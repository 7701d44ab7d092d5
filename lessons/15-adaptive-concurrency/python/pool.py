"""A pool with as many threads as the limiter says, at the start."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import requests
from figures import counted
from policy import Aimd


def ask_all(base_url, questions):
    limiter, lock = Aimd(8, 1, 8), Lock()

    def call(question):
        sent = time.monotonic()
        refused = ask(session, base_url, question) in (429, 503)
        with lock:
            limiter.report(sent, refused, time.monotonic())
        return refused

    with requests.Session() as session, ThreadPoolExecutor(limiter.limit) as pool:
        return counted(list(pool.map(call, questions * 6)))


def ask(session, base_url, question):
    body = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    return session.post(f"{base_url}/v1/chat/completions", json=body).status_code


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(ask_all(url, prompts)))
