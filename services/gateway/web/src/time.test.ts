import { describe, expect, it } from "vitest";
import {
  agoText,
  clockText,
  dayKey,
  dayText,
  durationMs,
  relativeDayText,
  spanText,
  zoneText,
} from "./time";

const LATE = new Date("2026-08-15T02:30:00Z"); // still the 14th in New York

describe("time on screen", () => {
  it("is of the zone asked for", () => {
    expect(clockText(LATE, "America/New_York")).toBe("22:30");
    expect(dayText(LATE, "America/New_York")).toBe("Fri 14 Aug");
    expect(dayKey(LATE, "UTC")).toBe("2026-08-15");
    expect(zoneText(LATE, "America/New_York")).toBe("EDT");
  });

  it("writes midnight as the beginning of a day", () => {
    expect(clockText(new Date("2026-08-15T00:00:00Z"), "UTC")).toBe("00:00");
  });

  it("calls days by their nearness", () => {
    const now = new Date("2026-08-14T20:00:00Z");
    expect(relativeDayText(LATE, now, "America/New_York")).toBe("Today");
    expect(relativeDayText(LATE, now, "UTC")).toBe("Tomorrow");
    expect(relativeDayText(new Date("2026-08-20T12:00:00Z"), now, "UTC")).toBe("Thu 20 Aug");
  });

  it.each([
    [0, "0 s"],
    [59_000, "59 s"],
    [61_000, "1 min"],
    [3_600_000, "1 h"],
    [11_100_000, "3 h 05 min"],
    [172_800_000, "2 d"],
  ])("writes %i ms as %s", (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });

  it("says just now for what the clock has not reached", () => {
    expect(agoText(LATE, new Date(LATE.getTime() - 60_000))).toBe("just now");
    expect(agoText(LATE, new Date(LATE.getTime() + 120_000))).toBe("2 min ago");
  });

  it("reads a duration as JSON writes it", () => {
    expect(durationMs("3.5s")).toBe(3500);
  });
});
