/** The language of the page: its messages, and how to say one. */

import { numbers, plurals } from "./formats";

export type Locale = "ko" | "en";
type Message = string | { one: string; other: string };
export type Messages = Record<string, Record<string, Message>>;
export type Params = Record<string, string | number>;

const KEPT = "sidepro.locale";

const load: Record<Locale, () => Promise<{ messages: Messages }>> = {
  ko: () => import("./ko"),
  en: () => import("./en"),
};

class I18n {
  locale = $state<Locale>("ko");
  #messages = $state.raw<Messages>({});
  #wanted: Locale = "ko";

  /** Loads the language that this browser chose or prefers. */
  async begin(): Promise<void> {
    await this.#speak(kept() ?? preferred());
  }

  /** Changes the language, and remembers it in this browser. */
  async choose(locale: Locale): Promise<void> {
    await this.#speak(locale);
    try {
      localStorage.setItem(KEPT, locale);
    } catch {
      // Without storage it lasts as long as the page.
    }
  }

  /** Says the message `area.name`; `{count}` chooses the plural, every `{name}` is filled in. */
  say(key: string, params: Params = {}): string {
    const [area = "", name = ""] = key.split(/\.(.*)/s);
    const message = this.#messages[area]?.[name];
    if (message === undefined) return key;
    return fill(this.#form(message, params), params, this.locale);
  }

  #form(message: Message, params: Params): string {
    if (typeof message === "string") return message;
    const rule = plurals(this.locale).select(Number(params.count ?? 0));
    return rule === "one" ? message.one : message.other;
  }

  /** Speaks a language once its messages are there, unless another is wanted by then. */
  async #speak(locale: Locale): Promise<void> {
    this.#wanted = locale;
    const { messages } = await load[locale]();
    if (this.#wanted !== locale) return;
    this.#messages = messages;
    this.locale = locale;
    document.documentElement.lang = locale;
  }
}

function fill(text: string, params: Params, locale: Locale): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers(locale).format(value) : value;
  });
}

function kept(): Locale | undefined {
  try {
    const locale = localStorage.getItem(KEPT);
    return locale === "ko" || locale === "en" ? locale : undefined;
  } catch {
    return undefined;
  }
}

/** Korean or English, whichever the browser names first; the page's own language otherwise. */
function preferred(): Locale {
  for (const language of navigator.languages) {
    if (language.startsWith("ko")) return "ko";
    if (language.startsWith("en")) return "en";
  }
  return document.documentElement.lang === "en" ? "en" : "ko";
}

export const i18n = new I18n();

/** Says a message in the language of the page; templates follow when the language changes. */
export function t(key: string, params?: Params): string {
  return i18n.say(key, params);
}
