"""A provider that accepts every text at once: `python -m tests.bench.provider PORT`."""

import asyncio
import json
import sys
from itertools import count

from tests.bot.stages import ENVIRON

_numbers = count(1)


def _answer() -> bytes:
    body = json.dumps(
        {
            "sid": f"SM{next(_numbers):032x}", "status": "queued",
            "account_sid": ENVIRON["TWILIO_ACCOUNT_SID"], "direction": "outbound-api", "body": "",
            "to": "", "from": None, "error_code": None,
            "date_created": "Mon, 02 Mar 2026 15:00:00 +0000", "num_segments": "1", "num_media": "0",
        }
    ).encode()  # fmt: skip
    head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            await reader.readexactly(int(length or 0))
            writer.write(_answer())
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _main(port: int) -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
