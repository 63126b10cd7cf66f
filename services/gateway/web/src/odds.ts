import type * as api from "./api/types";
import { scaledInteger, splitDecimal } from "./decimal_text";
import type { Money } from "./money";
import { multiplyDivideHalfEven } from "./rounding";

export const ODDS_PART_MAX = 1_000_000;
export type OddsFormat = "american" | "decimal" | "fraction" | "probability";

// Profit per unit staked, in lowest terms: as libs/domain/odds.h. -110 is exactly 10/11.
export interface Odds {
  readonly profit: number;
  readonly stake: number;
}

export function oddsFromJson(json: api.Odds): Odds {
  return oddsFromFraction(json.profit, json.stake);
}

export function oddsFromFraction(profit: number, stake: number): Odds {
  const odds = reduced(BigInt(profit), BigInt(stake));
  if (!odds)
    throw new RangeError(`odds: ${profit}/${stake}, want parts from 1 to ${ODDS_PART_MAX}`);
  return odds;
}

// +150 wins 150 on 100; -110 wins 100 on 110. Undefined inside (-100, 100), a band no bookmaker
// quotes.
export function oddsFromAmerican(quote: number): Odds | undefined {
  if (!Number.isInteger(quote) || Math.abs(quote) < 100) return undefined;
  return quote > 0 ? reduced(BigInt(quote), 100n) : reduced(100n, BigInt(-quote));
}

// "+150", "150", "-110", "-110.0" or "EVEN".
export function parseAmerican(text: string): Odds | undefined {
  if (text.toUpperCase() === "EVEN") return oddsFromAmerican(100);
  const number = splitDecimal(text);
  const quote = number && scaledInteger(number, 0);
  return quote === undefined ? undefined : oddsFromAmerican(Number(quote));
}

// "1.91", "2": the total returned per unit staked, exactly, with at most six decimals.
export function parseDecimal(text: string): Odds | undefined {
  const number = splitDecimal(text);
  if (!number || number.hasSign) return undefined;
  const scaled = scaledInteger(number, 6);
  return scaled === undefined ? undefined : reduced(scaled - 1_000_000n, 1_000_000n);
}

// For screens: "+150", "-110", rounded to whole American odds; evens are "+100".
export function toAmericanText(odds: Odds): string {
  const underdog = odds.profit >= odds.stake;
  const above = BigInt(underdog ? odds.profit : odds.stake);
  const below = BigInt(underdog ? odds.stake : odds.profit);
  const quote = multiplyDivideHalfEven(above, 100n, below);
  // -100.4 is nearer to evens than to any other whole quote.
  return `${underdog || quote === 100n ? "+" : "-"}${quote}`;
}

// For screens: two decimals, or three where two would change the value: "1.91", "1.909".
export function toDecimalText(odds: Odds): string {
  const returned = BigInt(odds.profit) + BigInt(odds.stake);
  const thousandths = multiplyDivideHalfEven(returned, 1000n, BigInt(odds.stake));
  const whole = thousandths / 1000n;
  const rest = (thousandths % 1000n).toString().padStart(3, "0");
  return `${whole}.${rest.endsWith("0") ? rest.slice(0, 2) : rest}`;
}

// "10/11", exact.
export function toFractionText(odds: Odds): string {
  return `${odds.profit}/${odds.stake}`;
}

// As the user reads it; the minus is typographic.
export function formatOdds(odds: Odds, format: OddsFormat): string {
  switch (format) {
    case "american":
      return toAmericanText(odds).replace("-", "−");
    case "decimal":
      return toDecimalText(odds);
    case "fraction":
      return toFractionText(odds);
    case "probability":
      return `${(impliedProbability(odds) * 100).toFixed(1)}%`;
  }
}

// The same for a price a model computed, which has no exact ratio: a decimal price such as 1.8734.
export function formatFairDecimal(decimal: number, format: OddsFormat): string {
  if (!Number.isFinite(decimal) || decimal <= 1) return "–";
  if (format === "probability") return `${(100 / decimal).toFixed(1)}%`;
  // A computed price has no fraction of its own; decimals say it best.
  if (format !== "american") return decimal.toFixed(decimal < 10 ? 2 : 1);
  const quote = decimal >= 2 ? Math.round((decimal - 1) * 100) : Math.round(100 / (decimal - 1));
  return `${decimal >= 2 || quote === 100 ? "+" : "−"}${quote}`;
}

// The better price for a backer is the greater: negative, zero or positive as for a sort.
export function compareOdds(a: Odds, b: Odds): number {
  const difference = BigInt(a.profit) * BigInt(b.stake) - BigInt(b.profit) * BigInt(a.stake);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

// Break-even probability, with the bookmaker's margin still inside it.
export function impliedProbability(odds: Odds): number {
  return odds.stake / (odds.profit + odds.stake);
}

// Profit on a winning bet, rounded half to even. Requires: stake not negative.
export function profitOn(odds: Odds, stake: Money): Money {
  if (stake.minorUnits < 0n)
    throw new RangeError(`stake: ${stake.minorUnits}, want none below zero`);
  const profit = multiplyDivideHalfEven(stake.minorUnits, BigInt(odds.profit), BigInt(odds.stake));
  return { ...stake, minorUnits: profit };
}

function reduced(profit: bigint, stake: bigint): Odds | undefined {
  if (profit < 1n || stake < 1n) return undefined;
  const divisor = greatestCommonDivisor(profit, stake);
  const odds = { profit: Number(profit / divisor), stake: Number(stake / divisor) };
  return odds.profit <= ODDS_PART_MAX && odds.stake <= ODDS_PART_MAX ? odds : undefined;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
