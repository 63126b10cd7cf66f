import { describe, expect, it } from "vitest";
import { FIXTURES, SPORTS } from "../tests/fixtures/catalogue";
import { analysesOf } from "../tests/fixtures/forecasts";
import { movementsOf, quotesOf } from "../tests/fixtures/prices";
import { bookLines, bookRows, kindOf, modelRow, sidesOf } from "./game_market";

const baseball = FIXTURES[0]!;
const soccer = FIXTURES.find((one) => one.game.sport === "sports/epl")!;
const sportOf = (name: string) => SPORTS.find((one) => one.name === name);

describe("the markets of a game", () => {
  it("ask three ways who wins where the game can end level", () => {
    expect(kindOf("win", soccer.game, quotesOf(soccer), sportOf("sports/epl"))).toBe(
      "KIND_THREE_WAY",
    );
    expect(kindOf("win", baseball.game, quotesOf(baseball), sportOf("sports/mlb"))).toBe(
      "KIND_MONEYLINE",
    );
    expect(kindOf("win", soccer.game, [], sportOf("sports/epl"))).toBe("KIND_THREE_WAY");
  });

  it("read away first in America, home first in soccer", () => {
    expect(sidesOf("KIND_MONEYLINE", sportOf("sports/mlb"))[0]).toBe("SIDE_AWAY");
    expect(sidesOf("KIND_THREE_WAY", sportOf("sports/epl"))).toEqual([
      "SIDE_HOME",
      "SIDE_DRAW",
      "SIDE_AWAY",
    ]);
  });

  it("list each book once for each line, the lowest margin first", () => {
    const rows = bookRows(quotesOf(baseball), "KIND_SPREAD", ["SIDE_AWAY", "SIDE_HOME"]);
    expect(rows).toHaveLength(9);
    const margins = rows.map((row) => row.overround!);
    expect(margins).toEqual([...margins].sort((a, b) => a - b));
  });

  it("leave out what nobody can take", () => {
    const quotes = quotesOf(baseball).map((quote, index) => ({
      ...quote,
      lay: index % 2 === 0,
      bettable: false,
    }));
    expect(bookRows(quotes, "KIND_MONEYLINE", ["SIDE_AWAY", "SIDE_HOME"])).toEqual([]);
  });

  it("draw a moved line as one step, and prices in play not at all", () => {
    const [first] = movementsOf(baseball).filter(
      (one) => one.quote.selection.market.kind === "KIND_SPREAD",
    );
    const market = { ...first!.quote.selection.market, lineQuarters: -10 };
    const gone = { quote: { ...first!.quote, state: "STATE_GONE" as const } };
    const moved = {
      quote: {
        ...first!.quote,
        selection: { ...first!.quote.selection, market, side: first!.quote.selection.side },
      },
    };
    const inPlay = { quote: { ...moved.quote, inPlay: true } };
    const [line] = bookLines(
      [gone, moved, inPlay],
      "KIND_SPREAD",
      first!.quote.selection.side,
      "line",
    );
    expect(line!.points).toHaveLength(1);
    expect(Math.abs(line!.points[0]!.value!)).toBe(2.5);
  });

  it("put a model's chances in the order of the sides", () => {
    const row = modelRow(analysesOf(baseball)[2]!, "KIND_MONEYLINE", ["SIDE_AWAY", "SIDE_HOME"])!;
    const said = row.chances.map((one) => one!.prediction!.selection.side);
    expect(said).toEqual(["SIDE_AWAY", "SIDE_HOME"]);
    expect(row.chances[0]!.probability + row.chances[1]!.probability).toBeCloseTo(1, 12);
  });
});
