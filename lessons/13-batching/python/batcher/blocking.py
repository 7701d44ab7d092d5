"""A thread for each article, and one more, the batcher. A queue between them."""

import json
import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Thread

import requests


def batcher(session, base_url, calls):
    while (first := calls.get()) is not None:
        batch = [first]
        while not calls.empty():
            batch.append(calls.get())
        answer(session, base_url, batch)


def answer(session, base_url, batch):
    vectors = embed(session, base_url, [text for text, _ in batch])
    for (_, caller), vector in zip(batch, vectors):
        caller.set_result(vector)


def index(base_url, articles, batcher):
    calls = SimpleQueue()

    def one(article):
        summary = ask(session, base_url, article)
        vector = Future()
        calls.put((summary, vector))
        return vector.result()

    with requests.Session() as session, ThreadPoolExecutor(len(articles)) as pool:
        Thread(target=batcher, args=(session, base_url, calls)).start()
        vectors = list(pool.map(one, articles))
        calls.put(None)
    return vectors


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


def embed(session, base_url, texts):
    response = session.post(f"{base_url}/v1/embeddings", json={"model": "mock-1", "input": texts})
    response.raise_for_status()
    data = response.json()["data"]
    return [one["embedding"] for one in sorted(data, key=lambda one: one["index"])]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps([f"{len(index(url, prompts, batcher))} vectors"]))
