import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultsOf, loadSchema } from "../../tests/support/proto_schema";
import { GOLDEN_FOLDER, PROTO_FOLDER } from "../../tests/support/repository";
import { formatMoney, moneyFromJson } from "../money";
import { selectionText, teamsFromTitle } from "../names";
import { formatOdds, oddsFromJson } from "../odds";
import { errorOf } from "./client";
import type { Bet, Game } from "./types";

// The same files hold the gateway's own tests: what it writes is what this app reads.
const golden = (file: string) => readFileSync(join(GOLDEN_FOLDER, file), "utf8");
const schema = loadSchema(PROTO_FOLDER);

describe("what the gateway writes", () => {
  it("is a game as the contract has it", () => {
    const game = JSON.parse(golden("game.json")) as Game;
    expect(faultsOf(schema, "overround.collector.v1.Game", game)).toEqual([]);
    expect(game.boardMarkets).toEqual([]);
  });

  it("is a bet whose odds and stake are read exactly", () => {
    const bet = JSON.parse(golden("create_bet_response.json")) as Bet;
    expect(faultsOf(schema, "overround.bankroll.v1.Bet", bet)).toEqual([]);
    expect(formatMoney(moneyFromJson(bet.stake))).toBe("$12.50");
    expect(formatOdds(oddsFromJson(bet.odds), "american")).toBe("−110");
    expect(selectionText(bet.selection, teamsFromTitle("A at B"))).toBe("B −1.5");
  });

  it("is an error this app can tell its user", async () => {
    const error = await errorOf(new Response(golden("error_not_found.json"), { status: 404 }));
    expect(error).toMatchObject({
      httpStatus: 404,
      status: "NOT_FOUND",
      message: "name: games/none, want a game",
    });
  });
});
