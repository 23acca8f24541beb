"""Coffee chats: the rooms in which two people talk, and what they say."""

from collections.abc import Sequence

from documents.room import OwnRoom
from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.room_views import message_list, message_view, room_view
from handlers.routing import Route
from sidepro.problems import BadCursor, Conflict
from sidepro.wire.pages import Page, PageQuery
from sidepro.wire.rooms import MessageDraft, MessageList, MessageQuery, MessageView, RoomDraft, RoomView
from sidepro.wire.text import Id


class RoomResource(ApiHandler):
    """Something of the rooms of the one who asks."""

    async def views(self, rooms: Sequence[OwnRoom]) -> list[RoomView]:
        """Show rooms as the one who asks sees them."""
        seen = await self.house.chat.statuses.seen(self.user_id, [str(room.id) for room in rooms])
        images_url = self.house.settings.images_url
        return [room_view(room, images_url, seen[str(room.id)]) for room in rooms]

    async def view(self, room: OwnRoom) -> RoomView:
        """Show a room as the one who asks sees it."""
        (view,) = await self.views([room])
        return view


class RoomsHandler(RoomResource):
    """The rooms of the one who asks."""

    @operation(problems=(BadCursor,))
    async def get(self, query: PageQuery) -> Page[RoomView]:
        """List one's rooms, those where somebody spoke last first.

        Rooms that one has left are not among them.
        """
        rooms = self.house.documents.rooms
        page = await rooms.page(self.user_id, cursor=query.cursor, limit=query.limit)
        return Page(
            items=await self.views(page.items),
            next=page.next,
            previous=page.previous,
            total=page.total,
            total_is_exact=page.total_is_exact,
        )

    @operation(limit="rooms", changes=False)
    async def post(self, body: RoomDraft) -> RoomView:
        """Open the room with a user: the same one again when there is one, also after leaving it.

        A room that the partner has left stays pending until they open it.
        """
        rooms = self.house.documents.rooms
        return await self.view(await rooms.open(self.user_id, body.username, body.project_id))


class RoomHandler(RoomResource):
    """One room."""

    @operation()
    async def get(self, room_id: Id) -> RoomView:
        """Show a room of one's own."""
        return await self.view(await self.house.documents.rooms.find(room_id, self.user_id))

    @operation(changes=False)
    async def delete(self, room_id: Id) -> None:
        """Leave a room; the partner keeps it to read, and when both have left it is removed."""
        await self.house.documents.rooms.leave(room_id, self.user_id)
        self.house.chat.news.left(room_id, self.user_id)


class MessagesHandler(ApiHandler):
    """The messages of a room."""

    @operation()
    async def get(self, room_id: Id, query: MessageQuery) -> MessageList:
        """Read messages of a room, the oldest of them first.

        With `after_seq` the oldest after it, otherwise the newest; `before_seq` ends them.
        """
        stretch = await self.house.documents.rooms.history(
            room_id,
            self.user_id,
            after_seq=query.after_seq,
            before_seq=query.before_seq,
            limit=query.limit,
        )
        return message_list(stretch)

    @operation(status=201, limit="messages", changes=False, problems=(Conflict,))
    async def post(self, room_id: Id, body: MessageDraft) -> MessageView:
        """Say something without a socket; it is stored when the reply comes.

        The same `client_id` again gives the first message again. A room that the partner has left is a
        conflict.
        """
        log = self.house.documents.message_log
        return message_view(await log.say(room_id, self.user_id, body.client_id, body.text))


routes = [
    Route("/rooms", RoomsHandler),
    Route("/rooms/{room_id}", RoomHandler),
    Route("/rooms/{room_id}/messages", MessagesHandler),
]
