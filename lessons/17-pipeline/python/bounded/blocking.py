"""Each stage has its threads. A queue that is full keeps the stage before it waiting."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

import requests


def publish(base_url, articles):
    texts, summaries = Queue(1), Queue(1)

    def fetch():
        for article in articles:
            texts.put(ask(session, base_url, f"fetch {article}"))
        texts.put(None)

    def summarise():
        while text := texts.get():
            summaries.put(ask(session, base_url, f"summarise {text}"))
        texts.put(None)  # For the other worker.
        summaries.put(None)

    stored, ended = [], 0
    with requests.Session() as session, ThreadPoolExecutor(3) as pool:
        for stage in (fetch, summarise, summarise):
            pool.submit(stage)
        while ended < 2:
            summary = summaries.get()
            if summary is None:
                ended += 1
            else:
                stored.append(ask(session, base_url, f"store {summary}"))
    return stored


def ask(session, base_url, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(publish(url, prompts)))
