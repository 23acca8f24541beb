/** A connection that is made again and again, and the commands that wait to be sent on it. */

import { pauseAfter } from "../lib/pauses";
import { isAnswered, type Command, type Event } from "./frames";
import { Pace } from "./pace";
import { failuresAfter, SESSION_ENDED } from "./pauses";

/** The session is over: no socket without logging in again. */
export class SessionEnded extends Error {}

export type LinkState = "connecting" | "welcomed" | "waiting" | "ended";

export interface LinkOptions {
  address: string;
  /** Gives a socket token for one handshake; throws `SessionEnded` when there is none to be had. */
  ticket: () => Promise<string>;
  received: (event: Event) => void;
  changed: (state: LinkState) => void;
  /** Nothing was heard for a while, and somebody looks at the page: a good time to ask for something. */
  silent: () => void;
}

const CONNECT_MILLISECONDS = 10_000;
/** The server does everything within eight seconds, or refuses: silence for longer is a dead line. */
const ANSWER_MILLISECONDS = 12_000;
/** A network that has gone tells nobody: after so much silence it is asked whether it is there. */
const SILENT_MILLISECONDS = 30_000;
const TICK_MILLISECONDS = 5_000;
/** A clock that stood still for so long was asleep, and so was the line; a hidden page still ticks once a minute. */
const ASLEEP_MILLISECONDS = 90_000;

export class Link {
  private socket: WebSocket | null = null;
  private state: LinkState = "waiting";
  private readonly outgoing: Command[] = [];
  private pace = new Pace(0);
  private failures = 0;
  private heardAt = 0;
  /** Whatever belongs to an earlier attempt says nothing any more. */
  private attempt = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private pumping: ReturnType<typeof setTimeout> | undefined;
  private readonly listening = new AbortController();

  constructor(private readonly options: LinkOptions) {}

  /** Connect, and stay connected until `stop`. */
  start(): void {
    const signal = this.listening.signal;
    window.addEventListener("online", () => this.replace(), { signal });
    window.addEventListener("offline", () => this.lose(), { signal });
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.replace(), { signal });
    document.addEventListener("visibilitychange", () => this.wake(), { signal });
    this.watchClock(signal);
    void this.connect();
  }

  /** Leave for good. */
  stop(): void {
    this.listening.abort();
    this.drop();
    clearTimeout(this.waiting);
  }

  /** Send a command on this connection, after those that wait already; it is lost with it. */
  send(command: Command): void {
    if (this.state !== "welcomed") return;
    this.outgoing.push(command);
    if (this.pumping === undefined) this.pump();
  }

  private async connect(): Promise<void> {
    clearTimeout(this.waiting);
    const attempt = ++this.attempt;
    this.expectNothing();
    this.become("connecting");
    this.expectWithin(CONNECT_MILLISECONDS);
    try {
      const token = await this.options.ticket();
      if (attempt === this.attempt) this.open(token, attempt);
    } catch (error) {
      if (attempt !== this.attempt) return;
      if (error instanceof SessionEnded) this.end();
      else this.lose();
    }
  }

  private open(token: string, attempt: number): void {
    const socket = new WebSocket(this.options.address, ["sidepro.v1", `token.${token}`]);
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      if (attempt === this.attempt && typeof data === "string") this.take(data);
    };
    socket.onclose = ({ code }) => {
      if (attempt !== this.attempt) return;
      this.failures = failuresAfter(code, this.failures);
      if (code === SESSION_ENDED) this.end();
      else this.lose();
    };
  }

  private take(data: string): void {
    this.expectNothing();
    this.heardAt = performance.now();
    const event = JSON.parse(data) as Event;
    if (event.type === "welcomed" && this.state !== "welcomed") {
      this.failures = 0;
      this.pace = new Pace(performance.now());
      this.become("welcomed");
    }
    this.options.received(event);
  }

  /** Send what waits, as fast as the server allows. */
  private pump(): void {
    this.pumping = undefined;
    for (let command = this.outgoing[0]; command; command = this.outgoing[0]) {
      const pause = this.pace.spend(command, performance.now());
      if (pause > 0) {
        this.pumping = setTimeout(() => this.pump(), pause);
        return;
      }
      this.outgoing.shift();
      this.socket?.send(JSON.stringify(command));
      if (isAnswered(command)) this.expectWithin(ANSWER_MILLISECONDS);
    }
  }

  /** Give the line up unless something is heard on it in time, counted from the first thing that is expected. */
  private expectWithin(milliseconds: number): void {
    this.deadline ??= setTimeout(() => this.lose(), milliseconds);
  }

  private expectNothing(): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
  }

  /** Give this connection up, and try again after a pause. */
  private lose(): void {
    if (this.state === "ended") return;
    this.drop();
    this.become("waiting");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.connect(), pauseAfter(this.failures, Math.random()));
    this.failures += 1;
  }

  private end(): void {
    this.drop();
    this.become("ended");
  }

  /** Make a new connection at once, whatever the present one seems to be. */
  private replace(): void {
    if (this.state === "ended") return;
    this.drop();
    this.failures = 0;
    void this.connect();
  }

  /** Somebody looks at the page: wait no longer, and trust no line that has long been silent. */
  private wake(): void {
    if (document.visibilityState !== "visible") return;
    if (this.state === "waiting" || this.isSilent) this.replace();
  }

  private get isSilent(): boolean {
    return this.state === "welcomed" && performance.now() - this.heardAt > SILENT_MILLISECONDS;
  }

  private drop(): void {
    this.attempt += 1;
    this.expectNothing();
    clearTimeout(this.pumping);
    this.pumping = undefined;
    this.outgoing.length = 0;
    this.socket?.close();
    this.socket = null;
  }

  private become(state: LinkState): void {
    if (state === this.state) return;
    this.state = state;
    this.options.changed(state);
  }

  private watchClock(signal: AbortSignal): void {
    let ticked = Date.now();
    const ticking = setInterval(() => {
      const slept = Date.now() - ticked > ASLEEP_MILLISECONDS;
      ticked = Date.now();
      if (slept) this.replace();
      else if (this.isSilent && document.visibilityState === "visible") this.options.silent();
    }, TICK_MILLISECONDS);
    signal.addEventListener("abort", () => clearInterval(ticking));
  }
}
