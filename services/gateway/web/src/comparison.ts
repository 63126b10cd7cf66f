import type { ModelComparison, ModelPerformance } from "./api/types";

// Fewer official rows than this say nothing: the bound that the adjustments use as well.
export const GRADED_MIN = 20n;

export type Ahead = "too_few" | "original" | "inverse" | "neither";

// Which of the pair earned more per unit staked, where both have been graded often enough to be
// worth a word. The lesser loss is no gain.
export function aheadOf(comparison: ModelComparison): Ahead {
  const { original, inverse } = comparison;
  if (BigInt(original.officialCount) < GRADED_MIN) return "too_few";
  const [ours, theirs] = [original.roi ?? 0, inverse.roi ?? 0];
  if (Math.max(ours, theirs) <= 0 || ours === theirs) return "neither";
  return ours > theirs ? "original" : "inverse";
}

// The model's log loss less the close's, on the rows that have a close: above zero the market knew
// better.
export function againstClose(performance: ModelPerformance): number | undefined {
  const { logLossWhereClosed, closeLogLoss } = performance;
  return logLossWhereClosed === undefined || closeLogLoss === undefined
    ? undefined
    : logLossWhereClosed - closeLogLoss;
}

// Wins and losses: what accuracy is a share of.
export function decidedCount(performance: ModelPerformance): number {
  return Number(BigInt(performance.winCount) + BigInt(performance.lossCount));
}
