// Marks on the candles. The library's own have the whole chart drawn at each change, and in the next frame again.
import type {
  AutoscaleInfo,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import type { Bar, Mark } from "@/state/series";

const GAP = 3;
const LINE = 11; // pixels, as the chart's other texts
const BESIDE = 60; // a text may begin outside of the chart and reach into it

export class Marks implements ISeriesPrimitive<Time> {
  /** What the marks stand at, oldest first; drawn with whatever is drawn next. */
  bars: readonly Bar[] = [];
  private marks: readonly Mark[] = [];
  private at: SeriesAttachedParameter<Time> | undefined;
  private readonly views: IPrimitivePaneView[] = [
    {
      renderer: () => ({
        draw: (target) =>
          target.useMediaCoordinateSpace(({ context, mediaSize }) => this.draw(context, mediaSize.width)),
      }),
    },
  ];

  attached(at: SeriesAttachedParameter<Time>): void {
    this.at = at;
  }

  paneViews() {
    return this.views;
  }

  autoscaleInfo(): AutoscaleInfo | null {
    const room = 1.5 * this.size() + 2 * GAP;
    return this.marks.length ? { priceRange: null, margins: { above: room, below: room } } : null;
  }

  /** Oldest first. */
  show(marks: readonly Mark[]): void {
    this.marks = marks;
    this.at?.series.applyOptions({}); // draws what is in sight again, and no more
  }

  private size(): number {
    const spacing = this.at?.chart.timeScale().options().barSpacing ?? 0;
    return 2 * Math.floor((Math.min(Math.max(spacing, 12), 30) - 1) / 2);
  }

  private draw(context: CanvasRenderingContext2D, width: number): void {
    if (!this.at) return;
    const { chart, series } = this.at;
    const size = this.size();
    context.font = `${LINE}px ${chart.options().layout.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    let [index, of] = [0, -1];
    let [above, below] = [0, 0]; // how far marks of one bar reach already
    for (const mark of this.marks) {
      // A minute without a bar has its marks at the bar before.
      while ((this.bars[index + 1]?.time ?? Number.POSITIVE_INFINITY) <= mark.time) index++;
      const bar = this.bars[index];
      if (!bar) return;
      const centre = chart.timeScale().timeToCoordinate(bar.time as Time);
      if (centre === null || centre < -BESIDE || centre > width + BESIDE) continue;
      if (index !== of) [of, above, below] = [index, 0, 0];
      const up = mark.position === "aboveBar";
      const edge = series.priceToCoordinate(up ? bar.high : bar.low);
      if (edge === null) continue;
      const x = Math.round(centre) + 0.5;
      const y = up ? edge - above - size / 2 : edge + below + size / 2;
      context.fillStyle = mark.color;
      SHAPES[mark.shape](context, x, y, size);
      context.fill();
      const text = y + (up ? -size / 2 - LINE * 0.6 : size / 2 + GAP + LINE * 0.6);
      if (mark.text) context.fillText(mark.text, x, text);
      const reach = size + GAP + (mark.text ? LINE * 1.2 : 0);
      if (up) above += reach;
      else below += reach;
    }
  }
}

type Shape = (context: CanvasRenderingContext2D, x: number, y: number, size: number) => void;

const SHAPES: Record<Mark["shape"], Shape> = {
  arrowUp: (context, x, y, size) => arrow(context, x, y, size, -1),
  arrowDown: (context, x, y, size) => arrow(context, x, y, size, 1),
  circle: (context, x, y, size) => {
    context.beginPath();
    context.arc(x, y, Math.floor(size * 0.42), 0, 2 * Math.PI);
  },
  square: (context, x, y, size) => {
    const half = Math.round(size * 0.35);
    context.beginPath();
    context.rect(x - half, y - half, 2 * half, 2 * half);
  },
};

function arrow(context: CanvasRenderingContext2D, x: number, y: number, size: number, way: 1 | -1): void {
  const [half, stem] = [size / 2, Math.floor(size / 4)];
  context.beginPath();
  context.moveTo(x - half, y);
  context.lineTo(x, y + way * half);
  context.lineTo(x + half, y);
  context.lineTo(x + stem, y);
  context.lineTo(x + stem, y - way * half);
  context.lineTo(x - stem, y - way * half);
  context.lineTo(x - stem, y);
}
