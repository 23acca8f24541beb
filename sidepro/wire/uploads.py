"""Uploads as the API takes and gives them."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from sidepro.wire.images import Purpose
from sidepro.wire.text import Id, Url

LARGEST_UPLOAD: Final = 10 * 1024 * 1024

ContentType = Literal["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]
State = Literal["pending", "publishing", "published", "refused"]
Refusal = Literal["not_uploaded", "not_an_image", "damaged", "too_many_pixels", "too_large"]

ImageUrl = Annotated[
    Url, Meta(examples=[f"https://images.sidepro.example/{'5e1f0c2b7a9d4e38' * 4}-1200.webp"])
]


class UploadDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An image that is to be uploaded; its size in bytes is that of the file, exactly."""

    purpose: Annotated[
        Purpose,
        Meta(
            description="A thumbnail of a project is kept in 1200×630 and 480×252, a profile picture in"
            " 256×256 and 64×64, each cut to the middle; a picture of a story at most 1600 and 800 wide.",
            examples=["thumbnail"],
        ),
    ]
    content_type: Annotated[ContentType, Meta(examples=["image/jpeg"])]
    size: Annotated[int, Meta(ge=1, le=LARGEST_UPLOAD, examples=[2_400_000])]


class UploadForm(Struct, frozen=True, kw_only=True):
    """Where the browser posts the file as multipart/form-data: all fields first, then the file as `file`."""

    url: Annotated[Url, Meta(examples=["https://s3.sidepro.example/sidepro"])]
    fields: Annotated[
        dict[str, str],
        Meta(
            description="Good for ten minutes, for one key, content type and size.",
            examples=[
                {
                    "key": "incoming/5e1f0c2b7a9d4e38",
                    "Content-Type": "image/jpeg",
                    "policy": "eyJleHBpcmF0aW9uIjo",
                }
            ],
        ),
    ]


class ImageUrls(Struct, frozen=True, kw_only=True):
    """The public addresses of an image in both of its sizes; what is there never changes."""

    large: ImageUrl
    small: ImageUrl


class UploadView(Struct, frozen=True, kw_only=True):
    """How far an upload has come.

    `form` comes only with the answer that makes it, `key` and `urls` once it is published, `reason` when it
    was refused.
    """

    id: Id
    purpose: Purpose
    state: State
    form: UploadForm | None = None
    key: Annotated[
        str | None,
        Meta(
            description="What projects and profiles refer to it by, as they may by its id.",
            examples=[f"{'5e1f0c2b7a9d4e38' * 4}-1200.webp"],
        ),
    ] = None
    urls: ImageUrls | None = None
    reason: Annotated[
        str | None,
        Meta(description="Why it was refused, in the reader's language.", examples=["This is not an image."]),
    ] = None
