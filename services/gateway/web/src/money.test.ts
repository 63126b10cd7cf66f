import { describe, expect, it } from "vitest";
import {
  addMoney,
  formatMoney,
  moneyFromJson,
  moneyToJson,
  parseMoney,
  toAmountText,
  USD,
} from "./money";
import type { Money } from "./money";

const usd = (minorUnits: bigint): Money => ({ minorUnits, ...USD });

describe("money", () => {
  it("survives the wire beyond what a float can hold", () => {
    const json = { minorUnits: "9223372036854775807", scale: 2, currencyCode: "USD" };
    expect(moneyToJson(moneyFromJson(json))).toEqual(json);
    expect(toAmountText(moneyFromJson(json))).toBe("92233720368547758.07");
  });

  it.each([
    [0n, "0.00"],
    [5n, "0.05"],
    [-5n, "-0.05"],
    [100n, "1.00"],
    [123456789n, "1234567.89"],
    [-9223372036854775808n, "-92233720368547758.08"],
  ])("prints %s cents as %s", (minorUnits, text) => {
    expect(toAmountText(usd(minorUnits))).toBe(text);
    expect(parseMoney(text, USD)).toEqual(usd(minorUnits));
  });

  it("has as many decimals as its currency", () => {
    expect(toAmountText({ minorUnits: 1_500_000n, scale: 6, currencyCode: "USD" })).toBe(
      "1.500000",
    );
    expect(toAmountText({ minorUnits: 1500n, scale: 0, currencyCode: "JPY" })).toBe("1500");
  });

  it.each(["", ".5", "5.", "1,000", "1e3", " 1", "0.001", "+", "--1"])(
    "refuses to read %j",
    (text) => {
      expect(parseMoney(text, USD)).toBeUndefined();
    },
  );

  it("reads zeros beyond the currency's decimals", () => {
    expect(parseMoney("0.500", USD)).toEqual(usd(50n));
    expect(parseMoney("-7", USD)).toEqual(usd(-700n));
  });

  it("groups thousands and signs with a real minus on screens", () => {
    expect(formatMoney(usd(123456789n))).toBe("$1,234,567.89");
    expect(formatMoney(usd(-300n))).toBe("−$3.00");
    expect(formatMoney(usd(300n), { sign: "always" })).toBe("+$3.00");
    expect(formatMoney(usd(0n), { sign: "always" })).toBe("$0.00");
    expect(formatMoney({ minorUnits: 1000n, scale: 2, currencyCode: "CAD" })).toBe("10.00 CAD");
  });

  it("never adds two currencies", () => {
    expect(addMoney(usd(1n), usd(2n))).toEqual(usd(3n));
    expect(() => addMoney(usd(1n), { minorUnits: 1n, scale: 6, currencyCode: "USD" })).toThrow(
      RangeError,
    );
  });
});
