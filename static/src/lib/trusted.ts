/**
 * The one door through which HTML gets into the page: what the server rendered and sanitised as a story. The
 * content security policy names it, so that nothing else can write HTML, by accident or on purpose.
 */
const policy = window.trustedTypes?.createPolicy("sidepro-story", { createHTML: (html: string) => html });

export function storyHtml(html: string): string {
  return (policy?.createHTML(html) ?? html) as string;
}
