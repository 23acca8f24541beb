/** What to tell people about an error. */

import { t } from "./i18n/i18n.svelte";
import { ApiProblem, Unreachable } from "./problem";

/** A sentence about any error: the server's own words where it has some. */
export function said(error: unknown): string {
  if (error instanceof ApiProblem && error.detail) return error.detail;
  if (error instanceof Unreachable) return t("common.unreachable");
  return t("common.unexpected");
}
