"""What has been made of the demo community so far."""

from collections import Counter

from msgspec import Struct, field

from sidepro.demo.records import Meeting, Project


class Tally(Struct):
    """What has been made: how many of each, and of whom or what."""

    projects: int = 0
    comments: int = 0
    bookmarks: int = 0
    authors: Counter[str] = field(default_factory=Counter)
    markers: Counter[str] = field(default_factory=Counter)
    skills: Counter[str] = field(default_factory=Counter)
    meetings: list[Meeting] = field(default_factory=list)

    def count(self, project: Project, skills: tuple[str, ...]) -> None:
        """Add a project and what is beneath it."""
        self.projects += 1
        self.comments += len(project.comments)
        self.bookmarks += len(project.bookmarks)
        self.authors[project.author.id] += 1
        self.markers.update(mark.user_id for mark in project.bookmarks)
        self.skills.update(skills)

    def __iadd__(self, other: "Tally") -> "Tally":
        self.projects += other.projects
        self.comments += other.comments
        self.bookmarks += other.bookmarks
        self.authors += other.authors
        self.markers += other.markers
        self.skills += other.skills
        self.meetings += other.meetings
        return self
