import { describe, expect, it } from "vitest";
import { countText, percentText, signedPercentText, signedText, wilsonInterval } from "./figures";

describe("figures", () => {
  it("carry their sign, and none where they round to zero", () => {
    expect(signedPercentText(0.021)).toBe("+2.1%");
    expect(signedPercentText(-0.021)).toBe("−2.1%");
    expect(signedPercentText(-0.0001)).toBe("0.0%");
    expect(signedText(-0.00041, 4)).toBe("−0.0004");
    expect(percentText(0.5)).toBe("50.0%");
  });

  it("group thousands beyond what a float holds", () => {
    expect(countText("9007199254740993")).toBe("9,007,199,254,740,993");
  });

  it("have the interval of the textbook", () => {
    const { low, high } = wilsonInterval(0.5, 100);
    expect(low).toBeCloseTo(0.4038, 4);
    expect(high).toBeCloseTo(0.5962, 4);
  });

  it("know nothing from no trial, and stay within bounds", () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(1, 3).high).toBe(1);
    expect(wilsonInterval(0, 3).low).toBe(0);
  });
});
