import { describe, expect, it } from "vitest";
import { FIXTURES } from "../tests/fixtures/catalogue";
import { analysesOf } from "../tests/fixtures/forecasts";
import { boardMarketsOf } from "../tests/fixtures/prices";
import { bestOverround, edgeAt, forecastOf } from "./forecast";

const fixture = FIXTURES[0]!;
const analysis = analysesOf(fixture)[2]!;
const soccer = FIXTURES.find((one) => one.game.sport === "sports/epl")!;
const threeWay = analysesOf(soccer)[2]!;
const [win, spread] = boardMarketsOf(fixture);

describe("a forecast", () => {
  it("speaks for the other side through its inverse", () => {
    const home = forecastOf(analysis, win!.market, "SIDE_HOME")!;
    const away = forecastOf(analysis, win!.market, "SIDE_AWAY")!;
    expect(home.prediction?.inverse).toBe(false);
    expect(away.prediction?.inverse).toBe(true);
    expect(home.probability + away.probability).toBeCloseTo(1, 12);
  });

  it("of three outcomes is read from the score, where the prediction says the same", () => {
    const { market } = boardMarketsOf(soccer)[0]!;
    const said = (["SIDE_HOME", "SIDE_DRAW", "SIDE_AWAY"] as const).map(
      (side) => forecastOf(threeWay, market, side)!,
    );
    expect(said.reduce((sum, one) => sum + one.probability, 0)).toBeCloseTo(1, 12);
    expect(said.filter((one) => one.prediction)).toHaveLength(1);
    expect(said[1]!.probability).toBe(threeWay.score!.drawProbability);
  });

  it("of three outcomes is of its favourite alone where the score says something else", () => {
    const { market } = boardMarketsOf(soccer)[0]!;
    const score = { ...threeWay.score!, homeProbability: 0.1, drawProbability: 0 };
    const overtime = { ...threeWay, score };
    const favourite = threeWay.predictions[0]!.selection.side;
    expect(forecastOf(overtime, market, favourite)!.prediction!.negated).toBe(false);
    expect(forecastOf(overtime, market, "SIDE_DRAW")).toBeUndefined();
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
