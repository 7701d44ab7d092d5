"""Requests and tokens, as the headers of the first answer tell them: one request after another."""

import json
import os
import sys
import time

import requests
from policy import Window, reserve

LONGEST = {"title": 5, "summary": 40, "report": 150}


def write(base_url, prompts):
    windows, seen = None, []
    with requests.Session() as session:
        for prompt in prompts:
            longest = LONGEST[prompt.split()[0]]
            costs = {"requests": 1, "tokens": 10 + longest}
            if windows:
                due = reserve(windows, costs, time.monotonic())
                if due is None:
                    seen.append("too big")
                    continue
                time.sleep(max(0, due - time.monotonic()))
            response = ask(session, base_url, prompt, longest)
            if not windows:
                windows = {what: window(what, response.headers) for what in costs}
            seen.append("ok" if response.ok else "refused")
    return told(seen)


def window(what, headers):
    limit = int(headers[f"x-ratelimit-limit-{what}"])
    window = Window(limit)
    window.take(limit - int(headers[f"x-ratelimit-remaining-{what}"]), time.monotonic())
    return window


def told(seen):
    ok, refused, big = (seen.count(what) for what in ("ok", "refused", "too big"))
    return [f"{ok} ok, {refused} refused, {big} too big to be sent"]


def ask(session, base_url, prompt, longest):
    messages = [{"role": "user", "content": prompt}]
    question = {"model": "mock-1", "messages": messages, "max_tokens": longest}
    return session.post(f"{base_url}/v1/chat/completions", json=question)


if __name__ == "__main__":
    url, texts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(write(url, texts)))
