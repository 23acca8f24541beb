"""A browser that asks without a pause and keeps its connections, over HTTP/1.1 or HTTP/2."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Page

from tests.people import Person

AT_ONCE = 4


@dataclass
class Browsing:
    """What a page asked, and how it went."""

    page: Page
    requests: int = 0
    written: list[str] = field(default_factory=list)
    """The comments whose writing was acknowledged."""
    failures: tuple[str, ...] = ()
    protocols: frozenset[str] = frozenset()
    kept: int = 0
    """How many requests went over a connection that was there already."""

    def take(self, told: dict[str, Any]) -> None:
        """Take in what the page counted."""
        self.requests, self.written, self.kept = told["requests"], told["written"], told["kept"]
        self.failures, self.protocols = tuple(told["failures"]), frozenset(told["protocols"])


@asynccontextmanager
async def browsing(
    browser: Browser, url: str, project_id: str, writer: Person | None = None
) -> AsyncIterator[Browsing]:
    """Have a page ask for the length of a block: read, and write comments as somebody."""
    context = await browser.new_context(ignore_https_errors=True, bypass_csp=True)
    try:
        page = await context.new_page()
        await page.goto(f"{url}/healthz")
        await page.evaluate(BEGIN, [project_id, writer.api.token if writer else "", AT_ONCE])
        seen = Browsing(page)
        yield seen
        seen.take(await page.evaluate("() => window.end()"))
    finally:
        await context.close()


BEGIN = """([project, token, atOnce]) => {
    const told = { requests: 0, written: [], kept: 0, failures: [], protocols: [] };
    const protocols = new Set();
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            protocols.add(entry.nextHopProtocol);
            if (entry.connectStart === entry.connectEnd) told.kept += 1;
        }
    }).observe({ type: "resource" });
    const ask = async (method, path, body) => {
        told.requests += 1;
        const headers = token ? { Authorization: `Bearer ${token}` } : {};
        if (body) {
            headers["Content-Type"] = "application/json";
            headers["Idempotency-Key"] = crypto.randomUUID();
        }
        try {
            const answer = await fetch(`/api/v1${path}`, { method, headers, body, cache: "no-store" });
            await answer.arrayBuffer();
            if (answer.ok) return true;
            told.failures.push(`${method} ${path} ${answer.status}`);
        } catch (error) {
            told.failures.push(`${method} ${path} ${error}`);
        }
        return false;
    };
    let ending = false;
    const keepAsking = async () => {
        while (!ending) {
            await ask("GET", "/projects");
            await ask("GET", `/projects/${project}`);
            await new Promise((resolve) => setTimeout(resolve, 100));
            if (!token) continue;
            const text = `browser ${crypto.randomUUID()}`;
            const body = JSON.stringify({ text });
            if (await ask("POST", `/projects/${project}/comments`, body)) told.written.push(text);
        }
    };
    const asking = Array.from({ length: atOnce }, keepAsking);
    window.end = async () => {
        ending = true;
        await Promise.all(asking);
        return { ...told, protocols: [...protocols] };
    };
}"""
