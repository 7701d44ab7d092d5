"""Each article with its result: a future of the pool has one or the other."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def summarise(base_url, articles):
    with requests.Session() as session:
        return report(ask_each(session, base_url, articles))


def ask_each(session, base_url, articles):
    with ThreadPoolExecutor(len(articles)) as pool:
        calls = [pool.submit(ask, session, base_url, article) for article in articles]
    # The block ends when all threads have.
    return [(article, call.exception() or call.result()) for article, call in zip(articles, calls)]


def report(outcomes):
    failed = [(article, why) for article, why in outcomes if isinstance(why, Exception)]
    told = [f"{article}: {getattr(why.response, 'status_code', why)}" for article, why in failed]
    return [f"{len(outcomes) - len(failed)} of {len(outcomes)} done", *told]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
