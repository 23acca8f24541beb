/**
 * Who is signed in. The access token lives in memory only; tabs share each new one, and only one of them
 * refreshes at a time. Logging out in one tab logs out in all.
 */

import { ask, type AddressOf, type Method, type Reply, type Request, type Schemas } from "./api";
import { i18n } from "./i18n/i18n.svelte";
import { ApiProblem } from "./problem";

export type OwnUser = Schemas["OwnUserView"];
interface Access {
  token: string;
  expiresAt: number;
}
type News =
  | { type: "refreshed"; access: Access }
  | { type: "signed-in"; access: Access; user: OwnUser }
  | { type: "changed"; user: OwnUser }
  | { type: "signed-out" };

/** Says only that a refresh is worth a try, so that guests don't ask for one. */
const HINT = "sidepro.signed-in";
const LOCK = "sidepro.refresh";
const EARLY = 30_000;

class Session {
  /** Who is signed in; null for a guest; undefined until it is known. */
  user = $state<OwnUser | null | undefined>(undefined);
  #access: Access | undefined;
  #channel = new BroadcastChannel("sidepro.session");
  #known = Promise.withResolvers<OwnUser | null>();

  /** Finds out who is signed in, and listens to other tabs. */
  begin(): void {
    this.#channel.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    if (!hint.given) return this.#settle(null);
    void this.ask("get", "/users/me").then(
      (user) => this.#settle(user),
      () => this.#settle(null),
    );
  }

  /** Waits until it is known who is signed in. */
  known(): Promise<OwnUser | null> {
    return this.user === undefined ? this.#known.promise : Promise.resolve(this.user);
  }

  get isGuest(): boolean {
    return this.user === null;
  }

  /** Asks the API as who is signed in, with a fresh token; as a guest if nobody is. */
  async ask<M extends Method, A extends AddressOf<M>>(
    method: M,
    address: A,
    request: Request<M, A> = {},
  ): Promise<Reply<M, A>> {
    const token = await this.token();
    try {
      return await ask(method, address, { ...request, token });
    } catch (error) {
      const isRefused = error instanceof ApiProblem && error.status === 401;
      if (!isRefused || !token) throw error;
      if (token === this.#access?.token) this.#access = undefined;
      return await ask(method, address, { ...request, token: await this.token() });
    }
  }

  /** Gives a token that is good for a while; undefined for a guest. */
  async token(): Promise<string | undefined> {
    if (!this.#isFresh() && hint.given) {
      await navigator.locks.request(LOCK, () => (this.#isFresh() ? undefined : this.#refresh()));
    }
    return this.#access?.token;
  }

  async logIn(email: string, password: string): Promise<OwnUser> {
    return this.welcome(await ask("post", "/sessions", { body: { email, password } }));
  }

  /** Takes in the reply of signing up or logging in. */
  welcome(reply: Schemas["SignedInView"]): OwnUser {
    const access = accessOf(reply);
    this.#enter(access, reply.user);
    this.#tell({ type: "signed-in", access, user: reply.user });
    return reply.user;
  }

  /** Takes in a token of a session that replaced this one. */
  renew(reply: Schemas["AccessView"]): void {
    this.#access = accessOf(reply);
    this.#tell({ type: "refreshed", access: this.#access });
  }

  /** Takes in how the user is now, after a change of their own. */
  changed(user: OwnUser): void {
    this.user = user;
    this.#tell({ type: "changed", user: $state.snapshot(user) as OwnUser });
  }

  /** Logs out here and in every other tab. */
  async logOut(): Promise<void> {
    await ask("delete", "/sessions/current");
    this.leave();
  }

  /** Forgets who was signed in, in every tab; for a session that has ended already. */
  leave(): void {
    this.#forget();
    this.#tell({ type: "signed-out" });
  }

  #isFresh(): boolean {
    return this.#access !== undefined && this.#access.expiresAt - EARLY > Date.now();
  }

  async #refresh(): Promise<void> {
    try {
      this.#access = accessOf(await ask("post", "/sessions/current/refresh"));
      this.#tell({ type: "refreshed", access: this.#access });
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return this.leave();
      throw error;
    }
  }

  #enter(access: Access, user: OwnUser): void {
    this.#access = access;
    hint.give();
    this.#settle(user);
    if (user.locale !== i18n.locale) void i18n.choose(user.locale);
  }

  #forget(): void {
    this.#access = undefined;
    hint.take();
    this.#settle(null);
  }

  #settle(user: OwnUser | null): void {
    this.user = user;
    this.#known.resolve(user);
  }

  #hear(news: News): void {
    if (news.type === "refreshed") this.#access = news.access;
    if (news.type === "signed-in") this.#enter(news.access, news.user);
    if (news.type === "changed" && this.user?.id === news.user.id) this.user = news.user;
    if (news.type === "signed-out") this.#forget();
  }

  #tell(news: News): void {
    this.#channel.postMessage(news);
  }
}

const hint = {
  get given(): boolean {
    try {
      return localStorage.getItem(HINT) !== null;
    } catch {
      return true;
    }
  },
  give(): void {
    try {
      localStorage.setItem(HINT, "1");
    } catch {
      // Without storage every visit asks.
    }
  },
  take(): void {
    try {
      localStorage.removeItem(HINT);
    } catch {
      // Nothing was kept.
    }
  },
};

function accessOf({ access_token, expires_in }: Schemas["AccessView"]): Access {
  return { token: access_token, expiresAt: Date.now() + expires_in * 1000 };
}

export const session = new Session();
