import { useMemo, useState } from "react";
import type { PointerEvent } from "react";
import { linearScale, niceTicks, stepPath, timeTicks, until, valueAt } from "../chart_scale";
import type { Scale, StepPoint } from "../chart_scale";
import { clockText, shortDayText } from "../time";
import { useWidth } from "./use_width";

export interface Series {
  key: string;
  label: string;
  points: readonly StepPoint[];
  weight: "main" | "chosen" | "faint";
}

export interface LineChartProps {
  label: string; // what a reader who cannot see it is told
  series: readonly Series[];
  end: number; // the lines are held until then; what comes later is not drawn
  height: number;
  timeZone: string;
  formatValue: (value: number) => string;
  mark?: { time: number; text: string }; // an instant to point out
  baseline?: number; // a value to draw a rule at
  minSpan?: number; // the least range of values shown: no mountains out of ticks
  valueStep?: number; // ticks at whole multiples only
}

const MARGIN = { top: 14, right: 14, bottom: 24, left: 52 };

// Steps over time: a price holds until it changes.
export function LineChart(given: LineChartProps) {
  const props = useMemo(() => ({ ...given, series: cut(given.series, given.end) }), [given]);
  const [frame, width] = useWidth<HTMLDivElement>(640);
  const [cursor, setCursor] = useState<number>();
  const axes = useMemo(() => axesOf(props, width), [props, width]);
  const drawn = [...props.series].sort((a, b) => ORDER[a.weight] - ORDER[b.weight]);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setCursor(axes.timeAt(event.clientX - box.left));
  };
  return (
    <div className="chart" ref={frame}>
      <svg
        width={width}
        height={props.height}
        role="img"
        aria-label={props.label}
        onPointerMove={point}
        onPointerLeave={() => setCursor(undefined)}
      >
        <Grid {...props} axes={axes} width={width} />
        {drawn.map((series) => (
          <path
            key={series.key}
            className={`chart-line chart-${series.weight}`}
            d={stepPath(series.points, axes.x, axes.y, props.end)}
          />
        ))}
        {cursor !== undefined && <Cursor {...props} axes={axes} cursor={cursor} />}
      </svg>
      {cursor !== undefined && <Readout {...props} axes={axes} cursor={cursor} width={width} />}
    </div>
  );
}

function cut(series: readonly Series[], end: number): Series[] {
  return series.map((one) => ({ ...one, points: until(one.points, end) }));
}

const ORDER = { faint: 0, main: 1, chosen: 2 } as const;

interface Axes {
  x: Scale;
  y: Scale;
  timeAt: (pixel: number) => number;
  valueTicks: number[];
  times: { ticks: number[]; stepMs: number };
}

function axesOf(
  { series, end, height, mark, minSpan = 0, baseline, valueStep }: LineChartProps,
  width: number,
): Axes {
  const points = series.flatMap((one) => one.points);
  const values = points.map((point) => point.value).filter((value) => value !== null);
  if (baseline !== undefined) values.push(baseline);
  const start = Math.min(...points.map((point) => point.time), end - 60_000);
  const last = Math.max(end, mark?.time ?? end);
  const [low, high] = padded(Math.min(...values), Math.max(...values), minSpan);
  const times: [number, number] = [start, last];
  const pixels: [number, number] = [MARGIN.left, width - MARGIN.right];
  const ticks = niceTicks(low, high, Math.max(2, Math.floor(height / 56)));
  return {
    x: linearScale(times, pixels),
    y: linearScale([low, high], [height - MARGIN.bottom, MARGIN.top]),
    timeAt: (pixel) => Math.min(last, Math.max(start, linearScale(pixels, times)(pixel))),
    valueTicks: valueStep ? ticks.filter((tick) => Number.isInteger(tick / valueStep)) : ticks,
    times: timeTicks(start, last, Math.max(2, Math.floor(width / 96))),
  };
}

function padded(min: number, max: number, minSpan: number): [number, number] {
  if (!Number.isFinite(min)) return [0, 1];
  const span = Math.max(max - min, minSpan);
  const middle = (min + max) / 2;
  return [middle - span * 0.58, middle + span * 0.58];
}

function Grid({
  axes,
  width,
  height,
  mark,
  baseline,
  formatValue,
  timeZone,
}: LineChartProps & { axes: Axes; width: number }) {
  return (
    <g aria-hidden="true">
      {axes.valueTicks.map((tick) => (
        <g key={tick}>
          <line
            className="chart-rule"
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={axes.y(tick)}
            y2={axes.y(tick)}
          />
          <text className="chart-tick" x={MARGIN.left - 8} y={axes.y(tick) + 4} textAnchor="end">
            {formatValue(tick)}
          </text>
        </g>
      ))}
      {baseline !== undefined && (
        <line
          className="chart-base"
          x1={MARGIN.left}
          x2={width - MARGIN.right}
          y1={axes.y(baseline)}
          y2={axes.y(baseline)}
        />
      )}
      {axes.times.ticks.map((tick) => (
        <text
          key={tick}
          className="chart-tick"
          x={within(axes.x(tick), width)}
          y={height - 6}
          textAnchor="middle"
        >
          {tickText(tick, axes.times, timeZone)}
        </text>
      ))}
      {mark && (
        <g>
          <line
            className="chart-mark"
            x1={axes.x(mark.time)}
            x2={axes.x(mark.time)}
            y1={MARGIN.top}
            y2={height - MARGIN.bottom}
          />
          <text
            className="chart-tick"
            x={axes.x(mark.time) - 5}
            y={MARGIN.top + 10}
            textAnchor="end"
          >
            {mark.text}
          </text>
        </g>
      )}
    </g>
  );
}

// Hours, and at the first of each day its date instead.
function tickText(tick: number, { ticks, stepMs }: Axes["times"], timeZone: string): string {
  const day = shortDayText(new Date(tick), timeZone);
  const before = shortDayText(new Date(ticks[ticks.indexOf(tick) - 1] ?? 0), timeZone);
  return stepMs >= DAY_MS || day !== before ? day : clockText(new Date(tick), timeZone);
}

const DAY_MS = 86_400_000;

function within(x: number, width: number): number {
  return Math.min(width - 20, Math.max(MARGIN.left, x));
}

function Cursor({ series, height, axes, cursor }: LineChartProps & { axes: Axes; cursor: number }) {
  const x = axes.x(cursor);
  return (
    <g aria-hidden="true">
      <line className="chart-cursor" x1={x} x2={x} y1={MARGIN.top} y2={height - MARGIN.bottom} />
      {told(series, cursor).map((one) => (
        <circle
          key={one.key}
          className={`chart-dot chart-${one.weight}`}
          cx={x}
          cy={axes.y(one.value)}
          r={3.5}
        />
      ))}
    </g>
  );
}

function Readout({
  series,
  axes,
  cursor,
  width,
  formatValue,
  timeZone,
}: LineChartProps & { axes: Axes; cursor: number; width: number }) {
  const x = axes.x(cursor);
  const left = x > width / 2;
  const instant = new Date(cursor);
  return (
    <div
      className="chart-readout"
      style={left ? { right: width - x + 10 } : { left: x + 10 }}
      aria-hidden="true"
    >
      <small>
        {shortDayText(instant, timeZone)} {clockText(instant, timeZone)}
      </small>
      {told(series, cursor).map((one) => (
        <span key={one.key}>
          {one.label} <b>{formatValue(one.value)}</b>
        </span>
      ))}
    </div>
  );
}

// The series worth reading out: not the faint ones.
function told(series: readonly Series[], time: number) {
  return series
    .filter((one) => one.weight !== "faint")
    .map((one) => ({ ...one, value: valueAt(one.points, time) }))
    .filter((one): one is Series & { value: number } => one.value !== null);
}
