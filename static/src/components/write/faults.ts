import { length } from "../../lib/format";
import { t } from "../../lib/i18n/i18n.svelte";
import { type Fields, MOST } from "./fields";

type Faults = Partial<Record<keyof Fields, string>>;
const TEXTS = ["title", "summary", "repository", "content"] as const;
const MUST = ["title", "summary", "skills", "content"] as const;

/** What can be told of a field while it is being written: that it is too long. */
export function faultOf(name: keyof Fields, fields: Fields): string | undefined {
  if (name === "skills") {
    const over = fields.skills.length - MOST.skills;
    return over > 0 ? t("write.too-many-skills", { count: over }) : undefined;
  }
  return isText(name) ? tooLong(fields[name], MOST[name]) : undefined;
}

/** What is still missing when it is to be sent. */
export function missingOf(fields: Fields): Faults {
  const isEmpty = (value: string | string[]) => (typeof value === "string" ? !value.trim() : !value.length);
  const missing = MUST.filter((name) => isEmpty(fields[name]));
  return Object.fromEntries(missing.map((name) => [name, t(`write.missing-${name}`)]));
}

/** People count what they see, the API counts code points: a family of emoji is one and seven. */
function tooLong(text: string, limit: number): string | undefined {
  if (text.length <= limit) return undefined;
  const over = length(text) - limit;
  if (over > 0) return t("write.over", { count: over });
  return [...text.normalize("NFC")].length > limit ? t("write.over-hidden") : undefined;
}

function isText(name: keyof Fields): name is (typeof TEXTS)[number] {
  return (TEXTS as readonly string[]).includes(name);
}
