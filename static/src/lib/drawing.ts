/** Icons of the one set, Lucide's: `import { Coffee } from "lucide"`. */

import { createElement, type IconNode } from "lucide";

export type Drawing = IconNode;

const drawn = new Map<Drawing, SVGElement>();

/** Draws an icon as large as its place: once, and from then on a copy, since a list shows some hundred of them. */
export function draw(icon: Drawing): SVGElement {
  const first = drawn.get(icon) ?? createElement(icon, { width: "100%", height: "100%", "stroke-width": 1.8 });
  drawn.set(icon, first);
  return first.cloneNode(true) as SVGElement;
}
