import { describe, expect, it } from "vitest";
import type { MarketKey } from "./api/types";
import { idOf, selectionText, sideLineText, teamsFromTitle } from "./names";

const teams = teamsFromTitle("Boston Red Sox at New York Yankees");
const market = (
  kind: MarketKey["kind"],
  lineQuarters?: number,
  period: MarketKey["period"] = "PERIOD_FULL_GAME",
): MarketKey => ({
  kind,
  period,
  overtimeRule: "OVERTIME_RULE_INCLUDED",
  lineQuarters,
});

describe("names", () => {
  it("turn the home line for the away side", () => {
    expect(sideLineText(market("KIND_SPREAD", -14), "SIDE_HOME")).toBe("−3.5");
    expect(sideLineText(market("KIND_SPREAD", -14), "SIDE_AWAY")).toBe("+3.5");
    expect(sideLineText(market("KIND_SPREAD", 0), "SIDE_AWAY")).toBe("PK");
  });

  it("leave a total's line alone, and give none where there is none", () => {
    expect(sideLineText(market("KIND_TOTAL", 34), "SIDE_UNDER")).toBe("8.5");
    expect(sideLineText(market("KIND_MONEYLINE"), "SIDE_HOME")).toBeUndefined();
  });

  it("say what is backed", () => {
    const selection = (key: MarketKey, side: "SIDE_AWAY" | "SIDE_OVER") => ({
      game: "games/1",
      market: key,
      side,
    });
    expect(selectionText(selection(market("KIND_SPREAD", -6), "SIDE_AWAY"), teams)).toBe(
      "Boston Red Sox +1.5",
    );
    expect(
      selectionText(selection(market("KIND_TOTAL", 9, "PERIOD_FIRST_HALF"), "SIDE_OVER"), teams),
    ).toBe("Over 2.25 (first half)");
    expect(
      selectionText(selection(market("KIND_TOTAL", 9, "PERIOD_REGULATION"), "SIDE_OVER"), teams),
    ).toBe("Over 2.25");
  });

  it("find the id behind a resource name", () => {
    expect(idOf("games/0198")).toBe("0198");
  });

  it("do not invent teams from a title they cannot read", () => {
    expect(teamsFromTitle("Finals").homeDisplayName).toBe("Home");
  });
});
