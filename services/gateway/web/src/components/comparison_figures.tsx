import { Fragment } from "react";
import type { ReactNode } from "react";
import type { ModelPerformance } from "../api/types";
import { againstClose, decidedCount } from "../comparison";
import { countText, percentText, signedPercentText, signedText } from "../figures";
import { IntervalMark } from "./interval_mark";

// The figures of one side of a comparison, in the order they are shown. Each says itself when there
// is nothing to say.
export const FIGURES: readonly {
  key: string;
  text: string;
  hint: string;
  show: (one: ModelPerformance) => ReactNode;
}[] = [
  {
    key: "count",
    text: "Graded",
    hint: "Official rows: one per game and market, the last before the start",
    show: (one) => countText(one.officialCount),
  },
  {
    key: "record",
    text: "Won–lost–push",
    hint: "Half results count with their whole",
    show: recordOf,
  },
  {
    key: "accuracy",
    text: "Accuracy",
    hint: "With its 95% interval; the rule is one half",
    show: accuracyOf,
  },
  {
    key: "roi",
    text: "ROI",
    hint: "Profit per unit, one unit on every row that had a price",
    show: roiOf,
  },
  {
    key: "brier",
    text: "Brier",
    hint: "Mean squared error of the probability; lower is better",
    show: (one) => one.brierScore?.toFixed(4) ?? NONE,
  },
  {
    key: "log_loss",
    text: "Log loss",
    hint: "In nats; lower is better",
    show: (one) => one.logLoss?.toFixed(4) ?? NONE,
  },
  {
    key: "close",
    text: "Against close",
    hint: "Log loss less the close's on the same rows; below zero beats the market",
    show: closeOf,
  },
  {
    key: "value",
    text: "CLV",
    hint: "Mean closing line value: expected profit per unit under the no-vig close",
    show: valueOf,
  },
];

// What each figure is, also for those who cannot hover.
export function FigureHints() {
  return (
    <details className="figure-hints">
      <summary>What the figures mean</summary>
      <dl>
        {FIGURES.map((figure) => (
          <Fragment key={figure.key}>
            <dt>{figure.text}</dt>
            <dd>{figure.hint}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

const NONE = <span className="muted">–</span>;

function recordOf(one: ModelPerformance): string {
  return `${countText(one.winCount)}–${countText(one.lossCount)}–${countText(one.pushCount)}`;
}

function accuracyOf(one: ModelPerformance): ReactNode {
  if (one.accuracy === undefined) return NONE;
  return (
    <span className="accuracy">
      <IntervalMark share={one.accuracy} count={decidedCount(one)} />
      {percentText(one.accuracy)}
    </span>
  );
}

function roiOf(one: ModelPerformance): ReactNode {
  if (one.roi === undefined) return NONE;
  return (
    <span className={toneOf(one.roi)} title={`on ${countText(one.pricedCount)} rows with a price`}>
      {signedPercentText(one.roi)}
    </span>
  );
}

function closeOf(one: ModelPerformance): ReactNode {
  const difference = againstClose(one);
  if (difference === undefined) return <span className="muted">no close</span>;
  return <span className={toneOf(-difference)}>{signedText(difference, 4)}</span>;
}

function valueOf(one: ModelPerformance): ReactNode {
  if (one.closingValueMean === undefined) return <span className="muted">no close</span>;
  return (
    <span
      className={toneOf(one.closingValueMean)}
      title={`over ${countText(one.closingValueCount)} rows`}
    >
      {signedPercentText(one.closingValueMean)}
    </span>
  );
}

// The sign says it; the colour only repeats it.
export function toneOf(value: number): string | undefined {
  return value > 0 ? "gain" : value < 0 ? "loss" : undefined;
}
