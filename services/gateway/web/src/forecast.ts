import type { Analysis, BoardMarket, MarketKey, Prediction, Side } from "./api/types";
import { sameMarket } from "./names";
import { impliedProbability, oddsFromJson } from "./odds";
import type { Odds } from "./odds";

// What a model says of one selection.
export interface SideForecast {
  probability: number;
  pushProbability: number;
  prediction?: Prediction; // none where it is read from the distribution of the score
}

// A two-way market is predicted on one side; its inverse speaks for the other. A three-way market
// is predicted on its likeliest outcome; "not X" speaks for no side, but the score's distribution
// for all three.
export function forecastOf(
  analysis: Analysis,
  market: MarketKey,
  side: Side,
): SideForecast | undefined {
  const fitting = analysis.predictions.filter(
    (one) =>
      !one.negated && one.selection.side === side && sameMarket(one.selection.market, market),
  );
  const prediction = fitting.find((one) => !one.inverse) ?? fitting[0];
  if (!prediction) return fromScore(analysis, market, side);
  const { probability, pushProbability } = prediction;
  return { probability, pushProbability, prediction };
}

const SAME_WITHIN = 1e-6;

// The score's own chances, where they are this market's: in a sport with overtime, or after a
// calibration, they are not, and then the prediction says another figure than they do.
function fromScore(analysis: Analysis, market: MarketKey, side: Side): SideForecast | undefined {
  if (market.kind !== "KIND_THREE_WAY" || !analysis.score) return undefined;
  const { homeProbability, drawProbability, awayProbability } = analysis.score;
  const chances: Partial<Record<Side, number>> = {
    SIDE_HOME: homeProbability,
    SIDE_DRAW: drawProbability,
    SIDE_AWAY: awayProbability,
  };
  const named = analysis.predictions.find(
    (one) => !one.negated && sameMarket(one.selection.market, market),
  );
  const stated = named && chances[named.selection.side];
  const probability = chances[side];
  if (stated === undefined || probability === undefined) return undefined;
  if (Math.abs(stated - named!.probability) > SAME_WITHIN) return undefined;
  return { probability, pushProbability: 0 };
}

// Expected profit per unit staked at `odds`.
export function edgeAt(
  odds: Odds,
  forecast: Pick<SideForecast, "probability" | "pushProbability">,
): number {
  const lose = 1 - forecast.probability - forecast.pushProbability;
  return (forecast.probability * odds.profit) / odds.stake - lose;
}

// The sum of the implied probabilities of every side at the best prices: over 1 the books keep the
// rest, under 1 it is an arbitrage. Undefined while a side has no price.
export function bestOverround(market: BoardMarket): number | undefined {
  const wanted = market.market.kind === "KIND_THREE_WAY" ? 3 : 2;
  if (market.bestPrices.length !== wanted) return undefined;
  return market.bestPrices.reduce(
    (sum, price) => sum + impliedProbability(oddsFromJson(price.odds)),
    0,
  );
}
