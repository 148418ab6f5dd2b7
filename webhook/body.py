"""The body of a review, read piece by piece within the bounds of the request and of the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request

CLIENT_LEFT = 499  # nginx's number for it; it stands in metrics only


class RefusalError(Exception):
    """A request that is no review at all: its HTTP status and a line of text."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Buffer:
    """How many bytes of unfinished bodies one worker holds, and how many it may."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.held_bytes = 0

    @property
    def full(self) -> bool:
        """Whether no further piece is taken."""
        return self.held_bytes > self.limit_bytes


async def read_body(request: Request, limit_bytes: int, buffer: Buffer) -> bytes:
    """The whole body, read piece by piece.

    Raises:
        RefusalError: 413 as soon as more than `limit_bytes` are announced or have come; 503 when all bodies
            together fill the buffer; 499, which nobody reads, when the client left.
    """
    too_large = RefusalError(413, f"the body is larger than {limit_bytes} bytes")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise too_large
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            buffer.held_bytes += len(piece)
            if len(body) > limit_bytes:
                raise too_large
            if buffer.full:
                raise RefusalError(503, "too many large bodies are arriving at once")
        return bytes(body)
    except ClientDisconnect as error:
        raise RefusalError(CLIENT_LEFT, "the client left before its body was whole") from error
    finally:
        buffer.held_bytes -= len(body)
