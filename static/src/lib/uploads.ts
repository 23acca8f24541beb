/** Pictures on their way: asked for, sent straight to the object store, and awaited until they are published. */

import type { Schemas } from "./api";
import { number } from "./format";
import { t } from "./i18n/i18n.svelte";
import { Places } from "./places";
import { ApiProblem } from "./problem";
import { said } from "./said";
import { type Sending, sendForm } from "./sending";
import { session } from "./session.svelte";

type Draft = Schemas["UploadDraft"];
export type Purpose = Draft["purpose"];
export type Published = { key: string; urls: Schemas["ImageUrls"] };

const LARGEST_MEGABYTES = 10;
export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"] as const;

/** The server allows five at a time; one is left for the other tab. */
const places = new Places(4);
/** How long each look waits before the next, in milliseconds; together more than a minute. */
const PAUSES = [200, 300, 400, 500, ...Array.from({ length: 70 }, () => 1_000)];
/** Sending is most of the way; what the server does with the picture is the rest. */
const SENT = 0.95;

/** Why a picture didn't get there, in a sentence for whoever sent it. */
export class UploadFailure extends Error {}

/** Publish a picture for a purpose. Throws an `UploadFailure` when that isn't possible. */
export async function upload(file: File, purpose: Purpose, sending: Sending): Promise<Published> {
  const type = PICTURE_TYPES.find((one) => one === file.type);
  if (!type) throw new UploadFailure(t("uploads.type"));
  if (!file.size) throw new UploadFailure(t("uploads.empty"));
  if (file.size > LARGEST_MEGABYTES * 2 ** 20) {
    throw new UploadFailure(t("uploads.large", { limit: number(LARGEST_MEGABYTES) }));
  }
  return await places.take(() => sent(file, { purpose, content_type: type, size: file.size }, sending), sending.signal);
}

async function sent(file: File, body: Draft, { onProgress, signal }: Sending): Promise<Published> {
  try {
    const { id, form } = await session.ask("post", "/uploads", { body, signal });
    if (!form) throw new UploadFailure(t("common.unexpected"));
    const progress = (fraction: number) => onProgress?.(fraction * SENT);
    const status = await sendForm(form, file, { onProgress: progress, signal });
    if (status >= 400) throw new UploadFailure(t("uploads.store", { status }));
    await session.ask("post", "/uploads/{upload_id}/complete", { path: { upload_id: id }, signal });
    return await published(id, signal);
  } catch (error) {
    throw failureOf(error, signal);
  }
}

/** Look again and again until the worker has published or refused it. */
async function published(id: string, signal: AbortSignal | undefined): Promise<Published> {
  for (const pause of PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const { state, key, urls, reason } = await session.ask("get", "/uploads/{upload_id}", {
      path: { upload_id: id }, signal,
    });
    if (state === "published" && key && urls) return { key, urls };
    if (state === "refused") throw new UploadFailure(reason ?? t("common.unexpected"));
  }
  throw new UploadFailure(t("uploads.late"));
}

function failureOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof UploadFailure || signal?.aborted) return error;
  if (error instanceof ApiProblem) return new UploadFailure(Object.values(error.fields)[0] ?? said(error));
  return new UploadFailure(t("common.unreachable"));
}
