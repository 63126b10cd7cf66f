import { describe, expect, it } from "vitest";
import { comparisons } from "../tests/fixtures/forecasts";
import { againstClose, aheadOf } from "./comparison";

const [, some] = comparisons(30);
const pair = (count: string, ours?: number, theirs?: number) => ({
  ...some!,
  original: { ...some!.original, officialCount: count, roi: ours },
  inverse: { ...some!.inverse, officialCount: count, roi: theirs },
});

describe("a comparison", () => {
  it("has no verdict below twenty graded rows", () => {
    expect(aheadOf(pair("19", 0.5, -0.5))).toBe("too_few");
    expect(aheadOf(pair("20", 0.5, -0.5))).toBe("original");
  });

  it("is ahead only with a profit: the lesser loss is none", () => {
    expect(aheadOf(pair("100", -0.01, 0.02))).toBe("inverse");
    expect(aheadOf(pair("100", -0.01, -0.02))).toBe("neither");
    expect(aheadOf(pair("100", undefined, undefined))).toBe("neither");
  });

  it("compares with the close only on rows that have one", () => {
    expect(againstClose({ ...some!.original, closeLogLoss: undefined })).toBeUndefined();
    expect(
      againstClose({ ...some!.original, closeLogLoss: 0.68, logLossWhereClosed: 0.67 }),
    ).toBeCloseTo(-0.01);
  });
});
