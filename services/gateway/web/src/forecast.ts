import type { Analysis, BoardMarket, MarketKey, Prediction, Side } from "./api/types";
import { sameMarket } from "./names";
import { impliedProbability, oddsFromJson } from "./odds";
import type { Odds } from "./odds";

// What a model says of one selection.
export interface SideForecast {
  probability: number;
  pushProbability: number;
  prediction: Prediction;
}

// A two-way market is predicted on one side; its inverse speaks for the other. "Not X" speaks for
// no side.
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
  if (!prediction) return undefined;
  const { probability, pushProbability } = prediction;
  return { probability, pushProbability, prediction };
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
