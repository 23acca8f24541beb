"""Tokens for handshakes, from the API."""

import msgspec
from tornado.httpclient import AsyncHTTPClient

from sidepro.wire.sessions import SocketTokenView


async def socket_token(address: str, access_token: str) -> str:
    """Ask for a token for one handshake; raises `tornado.httpclient.HTTPError` when refused."""
    answer = await AsyncHTTPClient().fetch(
        f"{address}/api/v1/sessions/current/socket",
        method="POST",
        body=b"",
        headers={"Authorization": f"Bearer {access_token}"},
    )
    return msgspec.json.decode(answer.body, type=SocketTokenView).token
