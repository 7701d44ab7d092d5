"""The same stream with what people write themselves, and a stream that is cut."""

import asyncio
import json
import sys

import aiohttp
import httpx
import requests

URL = sys.argv[1] + "/v1/chat/completions"
KEY = {"authorization": "bearer any"}


def body(prompt):
    return {"model": "m", "messages": [{"role": "user", "content": prompt}], "stream": True}


def text(lines):
    """The text of a stream's lines, which have to end with its end."""
    data = [line.removeprefix("data: ") for line in lines if line]
    assert data.pop() == "[DONE]", data
    deltas = [json.loads(one)["choices"][0]["delta"] for one in data]
    return "".join(delta.get("content") or "" for delta in deltas)


def fails(read, errors):
    try:
        read()
    except errors:
        return
    raise SystemExit(f"{read} did not notice that the stream was cut")


def with_requests(prompt):
    with requests.post(URL, json=body(prompt), headers=KEY, stream=True, timeout=20) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return text(line.decode() for line in answer.iter_lines())


assert with_requests("slow") == "one two three"
fails(lambda: with_requests("cut"), requests.exceptions.ChunkedEncodingError)


def with_httpx(prompt):
    with httpx.stream("POST", URL, json=body(prompt), headers=KEY) as answer:
        return text(list(answer.iter_lines()))


assert with_httpx("slow") == "one two three"
fails(lambda: with_httpx("cut"), httpx.RemoteProtocolError)


async def with_aiohttp(prompt):
    async with aiohttp.ClientSession(headers=KEY) as session:
        async with session.post(URL, json=body(prompt)) as answer:
            return text([line.decode().strip() async for line in answer.content])


assert asyncio.run(with_aiohttp("slow")) == "one two three"
fails(lambda: asyncio.run(with_aiohttp("cut")), aiohttp.ClientPayloadError)
