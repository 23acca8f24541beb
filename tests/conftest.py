"""What all tests share."""

pytest_plugins = [
    "tests.stack",
    "tests.served",
    "tests.people",
    "tests.commands",
    "tests.published",
    "tests.built",
    "tests.browsers",
    "tests.working",
    "tests.uploading",
]
