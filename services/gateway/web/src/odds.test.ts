import { describe, expect, it } from "vitest";
import {
  compareOdds,
  formatFairDecimal,
  formatOdds,
  impliedProbability,
  oddsFromAmerican,
  oddsFromFraction,
  parseAmerican,
  parseDecimal,
  profitOn,
  toAmericanText,
  toDecimalText,
} from "./odds";
import { USD } from "./money";

describe("odds", () => {
  it.each([
    ["-110", 10, 11],
    ["+150", 3, 2],
    ["150", 3, 2],
    ["EVEN", 1, 1],
    ["-110.0", 10, 11],
    ["-100", 1, 1],
  ])("reads the American quote %s as %i/%i", (text, profit, stake) => {
    expect(parseAmerican(text)).toEqual({ profit, stake });
  });

  it.each(["-99", "+99", "0", "1.91", "-110.5", "", "abc"])("refuses %j as American", (text) => {
    expect(parseAmerican(text)).toBeUndefined();
  });

  it.each([
    ["1.91", 91, 100],
    ["2", 1, 1],
    ["1.000001", 1, 1_000_000],
    ["13.5", 25, 2],
  ])("reads the decimal price %s as %i/%i", (text, profit, stake) => {
    expect(parseDecimal(text)).toEqual({ profit, stake });
  });

  it.each(["1", "0.5", "+2", "-2", "2.1234567", "1e3", ""])(
    "refuses %j as a decimal price",
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it("writes every whole American quote as it was read", () => {
    for (let quote = 101; quote <= 10_000; quote += 7) {
      expect(toAmericanText(oddsFromAmerican(quote)!)).toBe(`+${quote}`);
      expect(toAmericanText(oddsFromAmerican(-quote)!)).toBe(`-${quote}`);
    }
    expect(toAmericanText(oddsFromAmerican(-100)!)).toBe("+100");
  });

  it("writes decimals with two places, or three where two would change the value", () => {
    expect(toDecimalText(oddsFromFraction(10, 11))).toBe("1.909");
    expect(toDecimalText(oddsFromFraction(91, 100))).toBe("1.91");
    expect(toDecimalText(oddsFromFraction(1, 1))).toBe("2.00");
    expect(toDecimalText(oddsFromFraction(1, 20))).toBe("1.05");
    expect(toDecimalText(oddsFromFraction(999_999, 1))).toBe("1000000.00");
  });

  it("calls a price just short of evens evens", () => {
    expect(toAmericanText(oddsFromFraction(998, 1000))).toBe("+100");
    expect(formatOdds(oddsFromFraction(10, 11), "american")).toBe("−110");
  });

  it("orders prices exactly, the better for a backer last", () => {
    const prices = [
      oddsFromFraction(999_999, 1_000_000),
      oddsFromFraction(10, 11),
      oddsFromFraction(1, 1),
    ];
    expect(prices.sort(compareOdds).map((odds) => odds.profit)).toEqual([10, 999_999, 1]);
    expect(compareOdds(oddsFromFraction(2, 4), oddsFromFraction(1, 2))).toBe(0);
  });

  it("splitting a stake never moves the profit by more than a cent", () => {
    for (let cents = 2; cents < 3000; cents += 13) {
      const odds = oddsFromAmerican(-(100 + cents))!;
      const profit = (minor: number) =>
        profitOn(odds, { minorUnits: BigInt(minor), ...USD }).minorUnits;
      const half = Math.floor(cents / 2);
      const moved = profit(cents) - (profit(half) + profit(cents - half));
      expect(moved >= -1n && moved <= 1n).toBe(true);
    }
  });

  it("rounds profit half to even", () => {
    const evensOnOne = oddsFromFraction(1, 2);
    expect(profitOn(evensOnOne, { minorUnits: 1n, ...USD }).minorUnits).toBe(0n);
    expect(profitOn(evensOnOne, { minorUnits: 3n, ...USD }).minorUnits).toBe(2n);
  });

  it("breaks even at the implied probability", () => {
    expect(impliedProbability(oddsFromFraction(10, 11))).toBeCloseTo(11 / 21, 12);
  });

  it("writes a computed fair price in either format", () => {
    expect(formatFairDecimal(1.5, "american")).toBe("−200");
    expect(formatFairDecimal(2.5, "american")).toBe("+150");
    expect(formatFairDecimal(1.998, "american")).toBe("+100");
    expect(formatFairDecimal(2.514, "decimal")).toBe("2.51");
    expect(formatFairDecimal(1, "decimal")).toBe("–");
  });
});
