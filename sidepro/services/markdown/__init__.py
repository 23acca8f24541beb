"""Stories: Markdown that people write, turned into HTML that others can be shown.

- `rendering`: the pure function `render(text, images_url)` and its version;
- `parser`: Markdown with the extensions of `emphasis`, `autolinks`, `tables`, `tasks`, `links` and `nesting`;
- `markup`, `highlighting`: what HTML is written, and how code is coloured;
- `sanitizing`: the allow-list, which is the second wall;
- `renderer`: the service `StoryRenderer`, which renders in child processes (`process`, `worker`).

Nothing is imported here, so that a child process loads `worker` and what it needs, and no more.
"""
