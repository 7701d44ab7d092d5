"""Three lists of articles, a thread for each: one after another inside, beside each other outside."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def summarise(base_url, articles):
    size = -(-len(articles) // 3)
    lists = [articles[start : start + size] for start in range(0, len(articles), size)]

    def one_after_another(some):
        return [ask(session, base_url, article) for article in some]

    with requests.Session() as session, ThreadPoolExecutor(3) as pool:
        done = list(pool.map(one_after_another, lists))
    return [summary for some in done for summary in some]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
