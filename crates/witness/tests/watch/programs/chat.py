"""A session for the chat API in plain Python: what aiohttp does, as far as these programs need it."""

import asyncio
import json
import os
from urllib.parse import urlsplit

URL = urlsplit(os.environ["OPENAI_BASE_URL"])
ARTICLES = [f"article {number}" for number in range(1, 13)]


class Refused(Exception):
    def __init__(self, status, headers):
        super().__init__(f"answered {status}")
        self.status = status
        self.retry_after = float(headers.get("retry-after", 0))


class Session:
    """Keeps its connections, and opens one where all it has are in use."""

    def __init__(self):
        self.idle = []

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        for _, writer in self.idle:
            writer.close()

    async def ask(self, prompt, model="mock-1"):
        if self.idle:
            reader, writer = self.idle.pop()
        else:
            reader, writer = await asyncio.open_connection(URL.hostname, URL.port)
        try:
            writer.write(request(prompt, model))
            await writer.drain()
            status, headers, body = await response(reader)
        except BaseException:
            writer.close()
            raise
        self.idle.append((reader, writer))
        if status != 200:
            raise Refused(status, headers)
        return json.loads(body)["choices"][0]["message"]["content"]


def request(prompt, model):
    messages = [{"role": "user", "content": prompt}]
    body = json.dumps({"model": model, "messages": messages}).encode()
    head = (
        f"POST {URL.path}/chat/completions HTTP/1.1\r\n"
        f"Host: {URL.netloc}\r\n"
        f"Authorization: Bearer {os.environ['OPENAI_API_KEY']}\r\n"
        f"Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def response(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers["content-length"]))
    return int(head[0].split()[1]), headers, body
