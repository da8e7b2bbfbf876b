// Takes events in bulk: the first at once, then at most one commit every 16 ms, however many come.
// A timer and not a frame, because frames stand still in a tab that is not looked at.
export class Ingest<Item> {
  private waiting: Item[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private committed = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly commit: (items: Item[]) => void,
    private readonly pause = 16,
  ) {}

  push(item: Item): void {
    this.waiting.push(item);
    if (this.timer !== undefined) return;
    const rest = this.committed + this.pause - performance.now();
    if (rest > 0) this.timer = setTimeout(() => this.flush(), rest);
    else this.flush();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private flush(): void {
    this.timer = undefined;
    this.committed = performance.now();
    this.commit(this.waiting.splice(0));
  }
}
