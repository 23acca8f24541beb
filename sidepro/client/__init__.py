"""A client of the chat for Python programs: a socket that stays, and rooms without holes.

    async def ticket() -> str:
        return await socket_token("https://sidepro.example", access_token)

    async with ChatClient("https://sidepro.example", ticket) as mina:
        room = await mina.open(room_id)
        said = await mina.say(room_id, "막차 알리미 코드를 읽어 봤어요.")
        print(said.seq, [message.text for message in room.messages])

It keeps what docs/protocol.md asks of a client: it connects again with growing pauses that are left to
chance, says again what was not acknowledged, in order, merges by number, and asks when it sees a hole.
"""

from sidepro.client.chat import ChatClient, Refusal, SessionEnded
from sidepro.client.log import RoomLog
from sidepro.client.tokens import socket_token

__all__ = ["ChatClient", "Refusal", "RoomLog", "SessionEnded", "socket_token"]
