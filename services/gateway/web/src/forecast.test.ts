import { describe, expect, it } from "vitest";
import { FIXTURES } from "../tests/fixtures/catalogue";
import { analysesOf } from "../tests/fixtures/forecasts";
import { boardMarketsOf } from "../tests/fixtures/prices";
import { bestOverround, edgeAt, forecastOf } from "./forecast";

const fixture = FIXTURES[0]!;
const analysis = analysesOf(fixture)[2]!;
const [win, spread] = boardMarketsOf(fixture);

describe("a forecast", () => {
  it("speaks for the other side through its inverse", () => {
    const home = forecastOf(analysis, win!.market, "SIDE_HOME")!;
    const away = forecastOf(analysis, win!.market, "SIDE_AWAY")!;
    expect(home.prediction.inverse).toBe(false);
    expect(away.prediction.inverse).toBe(true);
    expect(home.probability + away.probability).toBeCloseTo(1, 12);
  });

  it("is of one line and no other", () => {
    const elsewhere = { ...spread!.market, lineQuarters: 99 };
    expect(forecastOf(analysis, elsewhere, "SIDE_HOME")).toBeUndefined();
  });

  it("does not take “not X” for a forecast of X", () => {
    const negated = {
      ...analysis,
      predictions: analysis.predictions.map((one) => ({ ...one, negated: true })),
    };
    expect(forecastOf(negated, win!.market, "SIDE_HOME")).toBeUndefined();
  });

  it("has no edge at the break-even price, pushes considered", () => {
    expect(
      edgeAt({ profit: 10, stake: 11 }, { probability: 11 / 21, pushProbability: 0 }),
    ).toBeCloseTo(0, 12);
    expect(edgeAt({ profit: 1, stake: 1 }, { probability: 0.4, pushProbability: 0.2 })).toBeCloseTo(
      0,
      12,
    );
  });

  it("knows no overround while a side has no price", () => {
    expect(bestOverround(win!)).toBeGreaterThan(0.98);
    expect(bestOverround({ ...win!, bestPrices: win!.bestPrices.slice(1) })).toBeUndefined();
  });
});
