import type * as api from "./api/types";
import { scaledInteger, splitDecimal } from "./decimal_text";

// An exact amount: a whole number of minor units of one currency. No float ever touches it.
// Mirrors libs/domain/money.h.
export interface Money {
  readonly minorUnits: bigint;
  readonly scale: number;
  readonly currencyCode: string;
}

export type Currency = Pick<Money, "scale" | "currencyCode">;

export const USD: Currency = { currencyCode: "USD", scale: 2 };

export function moneyFromJson(json: api.Money): Money {
  return {
    minorUnits: BigInt(json.minorUnits),
    scale: json.scale,
    currencyCode: json.currencyCode,
  };
}

export function moneyToJson(money: Money): api.Money {
  return {
    minorUnits: money.minorUnits.toString(),
    scale: money.scale,
    currencyCode: money.currencyCode,
  };
}

export function addMoney(a: Money, b: Money): Money {
  mustBeOneCurrency(a, b);
  return { ...a, minorUnits: a.minorUnits + b.minorUnits };
}

export function subtractMoney(a: Money, b: Money): Money {
  mustBeOneCurrency(a, b);
  return { ...a, minorUnits: a.minorUnits - b.minorUnits };
}

// Reads "12.34", "-0.5" or "7" exactly. Undefined for anything else, and for more decimals than the
// currency has unless the rest are zeros.
export function parseMoney(text: string, currency: Currency): Money | undefined {
  const number = splitDecimal(text);
  const minorUnits = number && scaledInteger(number, currency.scale);
  return minorUnits === undefined ? undefined : { minorUnits, ...currency };
}

// The amount alone: "12.34", as many decimals as the currency has.
export function toAmountText(money: Money): string {
  const { negative, whole, fraction } = digitsOf(money);
  return `${negative ? "-" : ""}${whole}${fraction && `.${fraction}`}`;
}

const SYMBOLS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };

export interface MoneyFormat {
  sign?: "negative" | "always"; // default: negative
}

// For screens: "$1,234.50", "−$3.00", "+$3.00"; "1,234.50 CAD" where we know no symbol. Never
// rounded.
export function formatMoney(money: Money, format: MoneyFormat = {}): string {
  const { negative, whole, fraction } = digitsOf(money);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = negative ? "−" : format.sign === "always" && money.minorUnits > 0n ? "+" : "";
  const amount = `${grouped}${fraction && `.${fraction}`}`;
  const symbol = SYMBOLS[money.currencyCode];
  return symbol ? `${sign}${symbol}${amount}` : `${sign}${amount} ${money.currencyCode}`;
}

// "gain" above zero, "loss" below: the sign says it, the colour only repeats it.
export function moneyTone(money: Money): "gain" | "loss" | undefined {
  return money.minorUnits > 0n ? "gain" : money.minorUnits < 0n ? "loss" : undefined;
}

// A height on a chart. Pixels are not money: nothing else may use this.
export function moneyForChart(money: Money): number {
  return Number(money.minorUnits) / 10 ** money.scale;
}

function digitsOf(money: Money): { negative: boolean; whole: string; fraction: string } {
  const negative = money.minorUnits < 0n;
  const magnitude = negative ? -money.minorUnits : money.minorUnits;
  const digits = magnitude.toString().padStart(money.scale + 1, "0");
  const point = digits.length - money.scale;
  return { negative, whole: digits.slice(0, point), fraction: digits.slice(point) };
}

function mustBeOneCurrency(a: Money, b: Money): void {
  if (a.currencyCode === b.currencyCode && a.scale === b.scale) return;
  throw new RangeError(
    `currency: ${b.currencyCode} at scale ${b.scale}, want ${a.currencyCode} at scale ${a.scale}`,
  );
}
