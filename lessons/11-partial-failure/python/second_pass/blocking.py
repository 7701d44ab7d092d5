"""Two passes. The second has only what failed in the first and may succeed now."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def summarise(base_url, articles):
    with requests.Session() as session:
        outcomes = dict(ask_each(session, base_url, articles))
        again = [article for article, result in outcomes.items() if may_succeed(result)]
        outcomes.update(ask_each(session, base_url, again))
    return report(list(outcomes.items()))


def may_succeed(result):
    if isinstance(result, requests.HTTPError):
        return result.response.status_code in {408, 429, 500, 502, 503, 504}
    return isinstance(result, (requests.ConnectionError, requests.Timeout))


def ask_each(session, base_url, articles):
    with ThreadPoolExecutor(max(1, len(articles))) as pool:
        calls = [pool.submit(ask, session, base_url, article) for article in articles]
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
