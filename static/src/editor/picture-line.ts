import { type EditorView, WidgetType } from "@codemirror/view";
import type { EditorWords } from "./actions";
import type { Travelling } from "./travelling";

/** The line that stands in the text for a picture while it travels; it redraws itself. */
export class PictureLine extends WidgetType {
  constructor(
    readonly picture: Travelling,
    private readonly words: EditorWords,
    private readonly onRemove: (view: EditorView, picture: Travelling) => void,
  ) {
    super();
  }

  override eq(other: PictureLine): boolean {
    return other.picture === this.picture;
  }

  override toDOM(view: EditorView): HTMLElement {
    const label = element("span", "cm-picture-label");
    const bar = element("span", "cm-picture-bar");
    const filled = bar.appendChild(element("span", "cm-picture-filled"));
    const again = button(this.words.again, () => void this.picture.start());
    const remove = button(this.words.cancel, () => this.onRemove(view, this.picture));
    const line = element("div", "cm-picture");
    line.append(label, again, remove, bar);
    bar.role = "progressbar";
    bar.ariaValueMin = "0";
    bar.ariaValueMax = "100";
    this.picture.listen(() => {
      const { name, fraction, failure } = this.picture;
      const percent = Math.round(fraction * 100);
      label.textContent = failure ? this.words.failed(name, failure) : this.words.uploading(name, percent);
      bar.ariaLabel = name;
      bar.ariaValueNow = String(percent);
      filled.style.width = `${percent}%`;
      bar.hidden = failure !== undefined;
      again.hidden = failure === undefined;
      remove.textContent = failure ? this.words.remove : this.words.cancel;
      line.classList.toggle("cm-picture-failed", failure !== undefined);
    });
    return line;
  }

  override destroy(): void {
    this.picture.listen(undefined);
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function element(name: "span" | "div", className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "cm-picture-button";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}
