import type { Game, MarketKey, MarketKind, Period, Selection, Side, Sport } from "./api/types";
import { lineText, spreadText } from "./line";

// "games/1234" -> "1234"
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

// "models/goal_rates" -> "Goal rates"
export function modelName(model: string): string {
  const words = idOf(model).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const KIND_NAMES: Readonly<Record<MarketKind, string>> = {
  KIND_MONEYLINE: "Moneyline",
  KIND_THREE_WAY: "Three-way",
  KIND_SPREAD: "Spread",
  KIND_TOTAL: "Total",
  KIND_TEAM_TOTAL: "Team total",
  KIND_PROP: "Prop",
};

export type Teams = Pick<Game, "homeDisplayName" | "awayDisplayName">;

// "New York Yankees", "Draw", "Over"
export function sideName(side: Side, teams: Teams): string {
  switch (side) {
    case "SIDE_HOME":
      return teams.homeDisplayName;
    case "SIDE_AWAY":
      return teams.awayDisplayName;
    case "SIDE_DRAW":
      return "Draw";
    case "SIDE_OVER":
      return "Over";
    case "SIDE_UNDER":
      return "Under";
    case "SIDE_YES":
      return "Yes";
    case "SIDE_NO":
      return "No";
  }
}

// The line as that side reads it: the away side of a home spread of -3.5 has +3.5. Undefined
// without a line.
export function sideLineText(market: MarketKey, side: Side): string | undefined {
  if (market.lineQuarters === undefined) return undefined;
  if (market.kind !== "KIND_SPREAD") return lineText(market.lineQuarters);
  return spreadText(side === "SIDE_AWAY" ? -market.lineQuarters || 0 : market.lineQuarters).replace(
    "-",
    "−",
  );
}

// "New York Yankees −1.5", "Over 8.5", "Draw"
export function selectionText(selection: Selection, teams: Teams): string {
  const line = sideLineText(selection.market, selection.side);
  const period = periodText(selection.market.period);
  return [sideName(selection.side, teams), line, period && `(${period})`].filter(Boolean).join(" ");
}

// The game as a whole, with its overtime or, as in soccer, without.
export function isWholeGame(period: Period): boolean {
  return period === "PERIOD_FULL_GAME" || period === "PERIOD_REGULATION";
}

// "first half"; nothing for the game as a whole.
export function periodText(period: Period): string {
  return isWholeGame(period)
    ? ""
    : period.slice("PERIOD_".length).toLowerCase().replaceAll("_", " ");
}

// Two selections ask the same question, but perhaps at another line.
export function sameSlot(a: MarketKey, b: MarketKey): boolean {
  return (
    a.kind === b.kind &&
    a.period === b.period &&
    a.overtimeRule === b.overtimeRule &&
    a.subject === b.subject &&
    a.statistic === b.statistic
  );
}

export function sameMarket(a: MarketKey, b: MarketKey): boolean {
  return sameSlot(a, b) && a.lineQuarters === b.lineQuarters;
}

// "Boston Red Sox at New York Yankees" says who is at home; a game title is all some messages
// carry.
export function teamsFromTitle(title: string): Teams {
  const [away, home] = title.split(" at ");
  return home && away
    ? { homeDisplayName: home, awayDisplayName: away }
    : { homeDisplayName: "Home", awayDisplayName: "Away" };
}

const HOME_FIRST_GROUPS = ["soccer", "tennis"];

// American sports are read "away at home", soccer and tennis the other way round.
export function sidesInOrder(
  sport: Sport | undefined,
): readonly ["SIDE_HOME" | "SIDE_AWAY", "SIDE_HOME" | "SIDE_AWAY"] {
  return sport && HOME_FIRST_GROUPS.includes(sport.group)
    ? ["SIDE_HOME", "SIDE_AWAY"]
    : ["SIDE_AWAY", "SIDE_HOME"];
}
