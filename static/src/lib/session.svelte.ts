/**
 * Who is signed in. The access token lives in memory only; tabs share each new one, and only one of them
 * refreshes at a time. Logging out in one tab logs out in all; nothing else does but the server's word.
 */

import { ask, type AddressOf, type Method, type Reply, type Request, type Schemas } from "./api";
import { hint } from "./hint";
import { i18n } from "./i18n/i18n.svelte";
import { pauseAfter } from "./pauses";
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

const LOCK = "sidepro.refresh";
const EARLY = 30_000;

class Session {
  /** Who is signed in; null for a guest; undefined until it is known. */
  user = $state<OwnUser | null | undefined>(undefined);
  /** Why that is not known yet, while it is asked again and again. */
  trouble = $state.raw<unknown>();
  #access: Access | undefined;
  #channel = new BroadcastChannel("sidepro.session");
  #known = awaited();
  #goOn: () => void = () => undefined;

  /** Finds out who is signed in, and listens to other tabs. */
  begin(): void {
    this.#channel.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    window.addEventListener("online", () => this.again());
    if (hint.given) void this.#find();
    else this.#settle(null);
  }

  /** Asks now who is signed in, if that is still unknown, instead of some time later. */
  again(): void {
    this.#goOn();
  }

  /** Waits until it is known who is signed in; throws what went wrong when that can't be found out now. */
  known(): Promise<OwnUser | null> {
    if (this.user !== undefined) return Promise.resolve(this.user);
    this.again();
    return this.#known.promise;
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
      if (!isRefusal(error) || !token) throw error;
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

  /**
   * Changes the password. Another session takes the place of this one: until its cookie is here no tab asks
   * for a token of the one that ended, which would log out.
   */
  async changePassword(body: Schemas["PasswordChange"]): Promise<void> {
    const token = await this.token();
    await navigator.locks.request(LOCK, async () => this.#renew(await ask("put", "/users/me/password", { body, token })));
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

  /** Asks who is signed in until that is told: whoever cannot be asked about is no guest. */
  async #find(): Promise<void> {
    for (let failures = 0; this.user === undefined; failures += 1) {
      try {
        const user = await this.ask("get", "/users/me");
        if (this.user === undefined) this.#settle(user);
      } catch (error) {
        if (this.user !== undefined) return;
        if (isRefusal(error)) return this.leave();
        this.#fail(error);
        await this.#pause(error, failures);
      }
    }
  }

  #fail(error: unknown): void {
    this.trouble = error;
    this.#known.reject(error);
    this.#known = awaited();
  }

  #pause(error: unknown, failures: number): Promise<void> {
    const asked = error instanceof ApiProblem ? (error.retryAfter ?? 0) * 1000 : 0;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(asked, pauseAfter(failures, Math.random())));
      this.#goOn = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #isFresh(): boolean {
    return this.#access !== undefined && this.#access.expiresAt - EARLY > Date.now();
  }

  async #refresh(): Promise<void> {
    try {
      this.#renew(await ask("post", "/sessions/current/refresh"));
    } catch (error) {
      if (isRefusal(error)) return this.leave();
      throw error;
    }
  }

  #renew(reply: Schemas["AccessView"]): void {
    this.#access = accessOf(reply);
    this.#tell({ type: "refreshed", access: this.#access });
  }

  #enter(access: Access, user: OwnUser): void {
    this.#access = access;
    hint.give();
    this.#settle(user);
  }

  #forget(): void {
    this.#access = undefined;
    hint.take();
    this.#settle(null);
  }

  #settle(user: OwnUser | null): void {
    this.user = user;
    this.trouble = undefined;
    this.#known.resolve(user);
    if (user) this.#follow(user);
  }

  /** Speaks the language of the account; where it can't be had, the page goes on as it is. */
  #follow({ locale }: OwnUser): void {
    void i18n.choose(locale).catch(() => undefined);
  }

  #hear(news: News): void {
    if (news.type === "refreshed") this.#access = news.access;
    if (news.type === "signed-in") this.#enter(news.access, news.user);
    if (news.type === "changed" && this.user?.id === news.user.id) this.#settle(news.user);
    if (news.type === "signed-out") this.#forget();
  }

  #tell(news: News): void {
    this.#channel.postMessage(news);
  }
}

/** A promise of who is signed in; nobody has to wait for it. */
function awaited(): PromiseWithResolvers<OwnUser | null> {
  const known = Promise.withResolvers<OwnUser | null>();
  known.promise.catch(() => undefined);
  return known;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

function accessOf({ access_token, expires_in }: Schemas["AccessView"]): Access {
  return { token: access_token, expiresAt: Date.now() + expires_in * 1000 };
}

export const session = new Session();
