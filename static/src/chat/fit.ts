/** Keeps a page as high as what is seen of it, so that the keyboard of a phone covers nothing. */
export function fitVisible(node: HTMLElement): (() => void) | undefined {
  const viewport = window.visualViewport;
  if (!viewport) return undefined;
  const fit = () => {
    node.style.setProperty("--visible-height", `${viewport.height}px`);
    node.style.setProperty("--visible-top", `${viewport.offsetTop}px`);
  };
  fit();
  viewport.addEventListener("resize", fit);
  viewport.addEventListener("scroll", fit);
  return () => {
    viewport.removeEventListener("resize", fit);
    viewport.removeEventListener("scroll", fit);
  };
}
