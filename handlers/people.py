"""Users as others see them and as they see themselves."""

from documents.profiles import Profile
from documents.user import User
from documents.users import Author
from sidepro.wire.moments import written
from sidepro.wire.users import AuthorView, OwnUserView, ProfileView, UserView


def public_view(user: User, images_url: str) -> UserView:
    """Show a user as everyone sees them."""
    return UserView(
        id=str(user.id),
        username=user.username,
        created_at=written(user.created_at),
        seen_at=written(user.seen_at),
        profile=profile_view(user.profile, images_url),
        project_count=user.project_count,
    )


def own_view(user: User, images_url: str) -> OwnUserView:
    """Show a user as they see themselves."""
    return OwnUserView(
        id=str(user.id),
        username=user.username,
        created_at=written(user.created_at),
        seen_at=written(user.seen_at),
        profile=profile_view(user.profile, images_url),
        project_count=user.project_count,
        email=user.email_as_typed,
        locale=user.locale,
        role=user.role,
        bookmark_count=user.bookmark_count,
    )


def profile_view(profile: Profile, images_url: str) -> ProfileView:
    """Show what a user tells of themselves."""
    return ProfileView(
        bio=profile.bio,
        picture_url=picture_url(profile.picture, images_url),
        github_url=profile.github_url,
        skills=list(profile.skills),
        region=profile.region,
        meeting_time=profile.meeting_time,
    )


def author_view(author: Author, images_url: str) -> AuthorView:
    """Show a user beside what they made."""
    return AuthorView(
        id=author.id, username=author.username, picture_url=picture_url(author.picture, images_url)
    )


def picture_url(key: str | None, images_url: str) -> str | None:
    """Give the address of a picture, if there is one."""
    return f"{images_url}{key}" if key else None
