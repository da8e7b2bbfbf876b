// Takes events in bulk: the first at once, then at most one commit every 16 ms, however many come.
// A timer and not a frame, because frames stand still in a tab that is not looked at.
export class Ingest<Item> {
  private waiting: Item[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly commit: (items: Item[]) => void,
    private readonly pause = 16,
  ) {}

  push(item: Item): void {
    this.waiting.push(item);
    if (this.timer === undefined) this.flush();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private flush(): void {
    if (this.waiting.length === 0) {
      this.timer = undefined;
      return;
    }
    const items = this.waiting;
    this.waiting = [];
    this.timer = setTimeout(() => this.flush(), this.pause);
    this.commit(items);
  }
}
