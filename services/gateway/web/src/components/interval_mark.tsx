import { percentText, wilsonInterval } from "../figures";

export interface IntervalMarkProps {
  share: number;
  count: number;
}

const WIDTH = 92;
const HEIGHT = 14;
const LOW = 0.3;
const HIGH = 0.7;

// A share and its 95 % interval against one half, from 30 % to 70 %.
export function IntervalMark({ share, count }: IntervalMarkProps) {
  const interval = wilsonInterval(share, count);
  const x = (value: number) =>
    ((Math.min(HIGH, Math.max(LOW, value)) - LOW) / (HIGH - LOW)) * (WIDTH - 8) + 4;
  const label = `95% interval ${percentText(interval.low, 0)} to ${percentText(interval.high, 0)}`;
  return (
    <svg className="interval" width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <line className="interval-half" x1={x(0.5)} x2={x(0.5)} y1={0} y2={HEIGHT} />
      <line
        className="interval-span"
        x1={x(interval.low)}
        x2={x(interval.high)}
        y1={HEIGHT / 2}
        y2={HEIGHT / 2}
      />
      <circle className="interval-dot" cx={x(share)} cy={HEIGHT / 2} r={3.5} />
    </svg>
  );
}
