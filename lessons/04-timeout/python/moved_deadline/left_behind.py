"""Gives up after 0.4 s. The thread that waits for the report cannot be told, and waits on."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def ask_for(base_url, report, status):
    session = requests.Session()
    # In a `with` block, the pool would wait for its threads before this function returns.
    pool = ThreadPoolExecutor(2)
    report_call = pool.submit(ask, session, base_url, report)
    pool.submit(ask, session, base_url, status)
    try:
        report_call.result(timeout=0.4)
    except TimeoutError:
        # Cancelling works only before a thread has begun.
        assert not report_call.cancel()
        return [f"{report}: no answer in time"]
    return [f"{report}: answered"]


def ask(session, base_url, question):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(ask_for(url, *prompts)))
