/** What is wrong with the fields of an account, in words. */

import type { Judge } from "../form.svelte";
import { t } from "../i18n/i18n.svelte";
import { type Owner, wrongEmail, wrongPassword, wrongUsername, type Wrong } from "./rules";

export const judgeEmail: Judge<string> = (typed) => told(wrongEmail(typed));

export const judgeUsername: Judge<string> = (typed) => told(wrongUsername(typed));

/** Only the server knows whether it is the right one. */
export const judgePresentPassword: Judge<string> = (typed) =>
  typed ? undefined : t("account.wrong-password-empty");

/** Whether a password is good enough for whoever it is to belong to. */
export function judgeNewPassword(owner: () => Owner): Judge<string> {
  return (typed) => told(wrongPassword(typed, owner()));
}

function told(wrong: Wrong | null): string | undefined {
  return wrong ? t(`account.wrong-${wrong.code}`, wrong.values) : undefined;
}
