"""A flag is up at 0.4 s, and the session is closed. The call in flight runs on."""

import json
import os
import sys
import threading

import requests


def summarise(base_url, articles):
    cancelled = threading.Event()
    session = requests.Session()

    def cancel():
        cancelled.set()
        # Closes the connections that nobody uses.
        session.close()

    threading.Timer(0.4, cancel).start()
    summaries = []
    for article in articles:
        if cancelled.is_set():
            break
        # Nobody looks at the flag here, where the time is spent.
        summaries.append(ask(session, base_url, article))
    return summaries


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
