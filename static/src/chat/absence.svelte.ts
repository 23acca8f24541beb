/** Whether something is away for more than a moment, which is when people are told of it. */

const MOMENT_MILLISECONDS = 1_500;

export class Absence {
  isLong = $state(false);
  private noticing: ReturnType<typeof setTimeout> | undefined;

  /** Take in that it is away; it may have been before. */
  begin(): void {
    this.noticing ??= setTimeout(() => (this.isLong = true), MOMENT_MILLISECONDS);
  }

  /** Take in that it is back, or that nobody wants to know any more. */
  end(): void {
    clearTimeout(this.noticing);
    this.noticing = undefined;
    this.isLong = false;
  }
}
