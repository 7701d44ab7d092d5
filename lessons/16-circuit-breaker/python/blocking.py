"""A page asks whenever a visitor comes, unless the breaker says no: a thread for each visitor."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import requests
from policy import Breaker


def serve(base_url, visitors):
    breaker, lock, start = Breaker(), Lock(), time.monotonic()

    def stay(number, visitor):
        seen = []
        for visit in range(2):
            due = start + 0.2 * number + 2 * visit
            time.sleep(max(0, due - time.monotonic()))
            seen.append(page(session, base_url, visitor, breaker, lock))
        return seen

    with requests.Session() as session, ThreadPoolExecutor(len(visitors)) as pool:
        stays = list(pool.map(stay, range(len(visitors)), visitors))
    seen = [one for stay in stays for one in stay]
    return [", ".join(f"{seen.count(what)} {what}" for what in ("ok", "failed", "not asked"))]


def page(session, base_url, visitor, breaker, lock):
    with lock:
        admitted = breaker.admit(time.monotonic())
    if admitted is None:
        return "not asked"
    try:
        ask(session, base_url, visitor)
        failed = False
    except requests.HTTPError as error:
        failed = error.response.status_code >= 500
    with lock:
        breaker.report(admitted, failed, time.monotonic())
    return "failed" if failed else "ok"


def ask(session, base_url, visitor):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": visitor}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(serve(url, prompts)))
