import { describe, expect, it } from "vitest";
import {
  linearScale,
  medianOverTime,
  niceTicks,
  stepPath,
  timeTicks,
  valueAt,
} from "./chart_scale";

const scale = linearScale([0, 10], [0, 100]);

describe("a chart", () => {
  it("has round ticks inside its range", () => {
    expect(niceTicks(0.431, 0.478, 4)).toEqual([0.44, 0.46]);
    expect(niceTicks(-10, 10, 4)).toEqual([-10, -5, 0, 5, 10]);
    expect(niceTicks(3, 3, 4)).toEqual([3]);
  });

  it("never has more time ticks than asked for, give or take the ends", () => {
    const day = 86_400_000;
    for (const span of [60_000, 3_600_000, day, 40 * day, 900 * day]) {
      expect(timeTicks(0, span, 6).ticks.length).toBeLessThanOrEqual(8);
    }
  });

  it("holds a value until the next, and breaks where there is none", () => {
    const points = [
      { time: 0, value: 1 },
      { time: 2, value: 3 },
      { time: 4, value: null },
      { time: 6, value: 2 },
    ];
    expect(stepPath(points, scale, scale, 10)).toBe("M0 10H20V30H40M60 20H100");
    expect([1, 3, 5, 7].map((time) => valueAt(points, time))).toEqual([1, 3, null, 2]);
    expect(valueAt(points, -1)).toBeNull();
  });

  it("takes a median that was quoted, of those who quote at each instant", () => {
    const series = [
      [
        { time: 0, value: 1 },
        { time: 5, value: null },
      ],
      [{ time: 1, value: 3 }],
      [{ time: 2, value: 9 }],
    ];
    expect(medianOverTime(series).map((point) => point.value)).toEqual([1, 3, 3, 9]);
  });
});
