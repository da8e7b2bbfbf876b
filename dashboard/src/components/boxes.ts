// Where the boxes of the forming candle stand over the chart.
import type {
  AutoscaleInfo,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import type { Bar } from "@/state/series";

const BESIDE_LABELS = 7; // the axis is that much wider than what stands on it

/** As wide as the chart draws a candle, and odd, for the wick is in its middle. */
const bodyWidth = (spacing: number) => 1 + 2 * Math.floor(spacing * 0.35);

/** Draws nothing itself: whenever the chart is drawn, prices and minutes may be elsewhere, and the boxes follow. */
export class Boxes implements ISeriesPrimitive<Time> {
  private bar: Bar | undefined;
  private at: SeriesAttachedParameter<Time> | undefined;
  private readonly pane: HTMLElement;
  private readonly label: HTMLElement;
  private readonly line: HTMLElement;
  private readonly wick: HTMLElement;
  private readonly body: HTMLElement;
  private readonly views = [{ renderer: () => ({ draw: () => this.follow() }) }];

  /** `box` holds the pane, with line, wick and body in it, and the label on the axis. */
  constructor(private readonly box: HTMLElement) {
    [this.pane, this.label] = [...box.children] as [HTMLElement, HTMLElement];
    [this.line, this.wick, this.body] = [...this.pane.children] as [HTMLElement, HTMLElement, HTMLElement];
  }

  attached(at: SeriesAttachedParameter<Time>): void {
    this.at = at;
  }

  paneViews() {
    return this.views;
  }

  /** The scale has room for it, while it is in sight. */
  autoscaleInfo(from: Logical, to: Logical): AutoscaleInfo | null {
    const index = this.bar && this.at?.chart.timeScale().timeToIndex(this.bar.time as Time);
    if (!this.bar || index === undefined || index === null || index < from || index > to) return null;
    return { priceRange: { minValue: this.bar.low, maxValue: this.bar.high } };
  }

  show(bar: Bar | undefined, label: string): void {
    const grown = bar?.high !== this.bar?.high || bar?.low !== this.bar?.low;
    this.bar = bar;
    this.label.textContent = label;
    if (!this.move() && grown) this.at?.requestUpdate();
  }

  private follow(): void {
    if (!this.at) return;
    const { width, height } = this.at.chart.paneSize();
    this.pane.style.width = `${width}px`;
    this.pane.style.height = `${height}px`;
    this.label.style.width = `${this.at.chart.priceScale("right").width() - BESIDE_LABELS}px`;
    this.move();
  }

  /** False where not all of the candle is in sight. */
  private move(): boolean {
    const { bar, at } = this;
    const scale = at?.chart.timeScale();
    const centre = bar && scale?.timeToCoordinate(bar.time as Time);
    this.box.hidden = centre === undefined || centre === null;
    if (!bar || !at || !scale || centre === undefined || centre === null) return false;
    const y = (price: number) => Math.round(at.series.priceToCoordinate(price) ?? 0);
    const [top, bottom, close] = [y(bar.high), y(bar.low), y(bar.close)];
    const bodyTop = Math.min(y(bar.open), close);
    const bodyBottom = Math.max(y(bar.open), close);
    const x = Math.round(centre);
    const width = bodyWidth(scale.options().barSpacing);
    const { height } = at.chart.paneSize();
    stand(this.line, 0, close, 1, 1);
    stand(this.wick, x, top, 1, bottom - top + 1);
    stand(this.body, x - (width - 1) / 2, bodyTop, width, bodyBottom - bodyTop + 1);
    stand(this.label, 0, close - 9, 1, 1);
    this.label.hidden = close < 0 || close > height;
    return top >= 0 && bottom <= height;
  }
}

/** A transform, for it moves what is painted already. */
function stand(box: HTMLElement, left: number, top: number, width: number, height: number): void {
  box.style.transform = `translate(${left}px, ${top}px) scale(${width}, ${height})`;
}
