/**
 * The API, typed by its own description: `ask("get", "/projects/{project_id}", { path: { project_id } })`.
 * Whatever is not a success is thrown as `ApiProblem`; no reply at all as `Unreachable`.
 */

import type { components, paths } from "./api-types";
import { i18n } from "./i18n/i18n.svelte";
import { problemOf, Unreachable } from "./problem";

const ROOT = "/api/v1";

export type Schemas = components["schemas"];
export type Method = "get" | "post" | "put" | "patch" | "delete";
type Short<P> = P extends `${typeof ROOT}${infer Rest}` ? Rest : never;
type Address = Short<keyof paths>;
type Described<M extends Method, A extends Address> = paths[`${typeof ROOT}${A}` & keyof paths][M];

/** The addresses that answer a method. */
export type AddressOf<M extends Method> = {
  [A in Address]: Described<M, A> extends { responses: unknown } ? A : never;
}[Address];

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;
export type Reply<M extends Method, A extends Address> =
  Described<M, A> extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202 | 204)]> : never;

type BodyOf<M extends Method, A extends Address> =
  Described<M, A> extends { requestBody: { content: { "application/json": infer Body } } } ? Body : never;
type QueryOf<M extends Method, A extends Address> =
  Described<M, A> extends { parameters: { query?: infer Query } } ? Query : never;

export interface Request<M extends Method = Method, A extends Address = Address> {
  path?: Record<string, string>;
  query?: QueryOf<M, A>;
  body?: BodyOf<M, A>;
  signal?: AbortSignal;
  /** Makes a creation safe to send again. */
  idempotencyKey?: string;
  /** Without it the request is a guest's. */
  token?: string;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
}

/** Asks the API as a guest, or with the given token; see `session.ask` for who is signed in. */
export async function ask<M extends Method, A extends AddressOf<M>>(
  method: M,
  address: A,
  request: Request<M, A> = {},
): Promise<Reply<M, A>> {
  const reply = await fetch(urlOf(address, request), {
    method: method.toUpperCase(),
    headers: headersOf(request),
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    signal: request.signal,
    keepalive: request.keepalive,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(error);
  });
  if (!reply.ok) throw await problemOf(reply);
  return (reply.status === 204 ? undefined : await reply.json()) as Reply<M, A>;
}

function urlOf(address: string, { path = {}, query }: { path?: Record<string, string>; query?: unknown }): string {
  const filled = address.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") search.append(name, String(one));
    }
  }
  return ROOT + filled + (search.size ? `?${search}` : "");
}

function headersOf(request: { body?: unknown; token?: string; idempotencyKey?: string }): Headers {
  const headers = new Headers({ "Accept-Language": i18n.locale });
  if (request.body !== undefined) headers.set("Content-Type", "application/json");
  if (request.token) headers.set("Authorization", `Bearer ${request.token}`);
  if (request.idempotencyKey) headers.set("Idempotency-Key", request.idempotencyKey);
  return headers;
}
