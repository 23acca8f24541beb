/** Whether a mouse button or a finger is down: whatever moves then moves away from under it. */

let isDown = false;
let waiting: (() => void)[] = [];

window.addEventListener("pointerdown", () => (isDown = true), { capture: true });
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, release, { capture: true });

/** Does something at once, or after the press that is going on and the click that it becomes. */
export function afterPress(run: () => void): void {
  if (isDown) waiting.push(run);
  else run();
}

function release(): void {
  isDown = false;
  setTimeout(() => {
    const runs = waiting;
    waiting = [];
    for (const run of runs) run();
  });
}
