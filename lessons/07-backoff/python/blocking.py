"""Tries again what may succeed: a thread sleeps between its attempts."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from policy import wait_after


def ask_all(base_url, questions):
    with requests.Session() as session, ThreadPoolExecutor(len(questions)) as pool:
        return list(pool.map(lambda question: tell(session, base_url, question), questions))


def tell(session, base_url, question):
    try:
        return f"{question}: {retry(lambda: ask(session, base_url, question, timeout=0.4))}"
    except requests.HTTPError as error:
        return f"{question}: {error.response.status_code} {error.response.reason}"


def retry(call, **policy):
    attempt = 1
    while True:
        try:
            return call()
        except requests.HTTPError as error:
            status, headers = error.response.status_code, error.response.headers
            last, wait = error, wait_after(attempt, status, headers, **policy)
        except (requests.ConnectionError, requests.Timeout) as error:
            last, wait = error, wait_after(attempt, None, {}, **policy)
        if wait is None:
            raise last
        time.sleep(wait)
        attempt += 1


def ask(session, base_url, question, timeout=None):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question, timeout=timeout)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(ask_all(url, prompts)))
