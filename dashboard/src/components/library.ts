// The part of the chart library that is drawn with: an own chunk, without the rest.
export {
  AreaSeries,
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
} from "lightweight-charts";
