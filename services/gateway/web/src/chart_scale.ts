// Where things go on a chart. Pure, in numbers: the drawing is in components/.

export interface Scale {
  (value: number): number;
}

export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const span = domain[1] - domain[0] || 1;
  return (value) => range[0] + ((value - domain[0]) / span) * (range[1] - range[0]);
}

// Round values that cover [min, max] in about `count` steps of 1, 2, 2.5 or 5 times a power of ten.
export function niceTicks(min: number, max: number, count: number): number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(min / step - 1e-9); at * step <= max + step * 1e-9; ++at) {
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return ticks;
}

const MINUTE = 60_000;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200].map(
  (one) => one * MINUTE,
);

// Round instants that cover [min, max] in at most `count` steps.
export function timeTicks(
  min: number,
  max: number,
  count: number,
): { ticks: number[]; stepMs: number } {
  const stepMs = TIME_STEPS.find((step) => (max - min) / step <= count) ?? (max - min) / count;
  const ticks: number[] = [];
  for (let at = Math.ceil(min / stepMs) * stepMs; at <= max; at += stepMs) ticks.push(at);
  return { ticks, stepMs };
}

export interface StepPoint {
  time: number;
  value: number | null; // null: nothing from here on
}

// An SVG path that holds each value until the next, and breaks where there is none.
export function stepPath(points: readonly StepPoint[], x: Scale, y: Scale, end: number): string {
  const parts: string[] = [];
  points.forEach((point, index) => {
    if (point.value === null) return;
    const until = points[index + 1]?.time ?? end;
    const joined = index > 0 && points[index - 1]!.value !== null;
    parts.push(
      `${joined ? "V" : `M${round(x(point.time))} `}${round(y(point.value))}H${round(x(until))}`,
    );
  });
  return parts.join("");
}

// What had happened by `end`.
export function until(points: readonly StepPoint[], end: number): readonly StepPoint[] {
  return points.filter((point) => point.time <= end);
}

// The value that holds at `time`.
export function valueAt(points: readonly StepPoint[], time: number): number | null {
  let value: number | null = null;
  for (const point of points) {
    if (point.time > time) break;
    value = point.value;
  }
  return value;
}

// The median over all series whenever one of them changes. Of an even number the greater middle one, as the API has
// it: for probabilities the lower price, and always one that was quoted.
export function medianOverTime(series: readonly (readonly StepPoint[])[]): StepPoint[] {
  const times = [...new Set(series.flatMap((points) => points.map((point) => point.time)))].sort(
    (a, b) => a - b,
  );
  return times.map((time) => {
    const values = series.map((points) => valueAt(points, time)).filter((value) => value !== null);
    return { time, value: values.length ? median(values) : null };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
