import type {
  Analysis,
  Game,
  MarketKey,
  MarketKind,
  Movement,
  Prediction,
  Quote,
  Side,
  Sport,
} from "./api/types";
import type { StepPoint } from "./chart_scale";
import { forecastOf } from "./forecast";
import type { SideForecast } from "./forecast";
import { isWholeGame, sidesInOrder } from "./names";
import { impliedProbability, oddsFromJson } from "./odds";

export type Tab = "win" | "spread" | "total";

// The kind behind a tab: who wins is asked of three where the game can end level.
export function kindOf(
  tab: Tab,
  game: Game,
  quotes: readonly Quote[],
  sport: Sport | undefined,
): MarketKind {
  if (tab === "spread") return "KIND_SPREAD";
  if (tab === "total") return "KIND_TOTAL";
  const markets = [
    ...game.boardMarkets.map((one) => one.market),
    ...quotes.map((one) => one.selection.market),
  ];
  if (markets.some((market) => market.kind === "KIND_THREE_WAY")) return "KIND_THREE_WAY";
  if (markets.some((market) => market.kind === "KIND_MONEYLINE")) return "KIND_MONEYLINE";
  return sport?.drawsPossible ? "KIND_THREE_WAY" : "KIND_MONEYLINE";
}

export function sidesOf(kind: MarketKind, sport: Sport | undefined): readonly Side[] {
  if (kind === "KIND_TOTAL" || kind === "KIND_TEAM_TOTAL") return ["SIDE_OVER", "SIDE_UNDER"];
  const [first, last] = sidesInOrder(sport);
  return kind === "KIND_THREE_WAY" ? [first, "SIDE_DRAW", last] : [first, last];
}

export function wholeGame(market: MarketKey, kind: MarketKind): boolean {
  return market.kind === kind && isWholeGame(market.period);
}

// One book's prices on one market at one line.
export interface BookRow {
  key: string;
  sportsbook: string;
  market: MarketKey;
  quotes: Partial<Record<Side, Quote>>;
  overround: number | undefined;
}

// What can be taken, by book and line; the lowest margin first.
export function bookRows(
  quotes: readonly Quote[],
  kind: MarketKind,
  sides: readonly Side[],
): BookRow[] {
  const rows = new Map<string, BookRow>();
  for (const quote of quotes) {
    const { market, side } = quote.selection;
    if (!wholeGame(market, kind) || quote.lay || !quote.bettable || quote.state === "STATE_GONE")
      continue;
    const key = `${quote.sportsbook} ${market.lineQuarters ?? ""}`;
    if (!rows.has(key)) {
      rows.set(key, {
        key,
        sportsbook: quote.sportsbook,
        market,
        quotes: {},
        overround: undefined,
      });
    }
    rows.get(key)!.quotes[side] = quote;
  }
  for (const row of rows.values()) row.overround = overroundOf(row, sides);
  return [...rows.values()].sort(
    (a, b) => (a.overround ?? 9) - (b.overround ?? 9) || a.key.localeCompare(b.key),
  );
}

function overroundOf(row: BookRow, sides: readonly Side[]): number | undefined {
  const quotes = sides.map((side) => row.quotes[side]);
  if (quotes.some((quote) => !quote)) return undefined;
  return quotes.reduce((sum, quote) => sum + impliedProbability(oddsFromJson(quote!.odds)), 0);
}

export type Measure = "price" | "line";

export interface BookLine {
  sportsbook: string;
  points: StepPoint[];
}

// Each book's way on one side: the implied probability of its price, or its line in points. Before
// the start only: prices in play are another game.
export function bookLines(
  movements: readonly Movement[],
  kind: MarketKind,
  side: Side,
  measure: Measure,
): BookLine[] {
  const lines = new Map<string, StepPoint[]>();
  for (const { quote } of movements) {
    const { market } = quote.selection;
    if (!wholeGame(market, kind) || quote.selection.side !== side) continue;
    if (quote.inPlay || quote.lay || !quote.bettable) continue;
    if (!lines.has(quote.sportsbook)) lines.set(quote.sportsbook, []);
    addPoint(lines.get(quote.sportsbook)!, quote, measure);
  }
  return [...lines].map(([sportsbook, points]) => ({ sportsbook, points }));
}

// A book that moves its line makes the old quote gone and a new one at the same instant: that is
// one step, no gap.
function addPoint(points: StepPoint[], quote: Quote, measure: Measure): void {
  const time = Date.parse(quote.stamp.receiveTime);
  const value = quote.state === "STATE_GONE" ? null : measured(quote, measure);
  const last = points[points.length - 1];
  if (last?.time === time) {
    if (value !== null) last.value = value;
  } else {
    points.push({ time, value });
  }
}

function measured(quote: Quote, measure: Measure): number {
  if (measure === "price") return impliedProbability(oddsFromJson(quote.odds));
  const points = (quote.selection.market.lineQuarters ?? 0) / 4;
  return quote.selection.side === "SIDE_AWAY" ? -points || 0 : points;
}

// One model's chances on its main line of a kind.
export interface ModelRow {
  analysis: Analysis;
  market: MarketKey;
  lead: Prediction; // what it says itself; the rest follows
  chances: (SideForecast | undefined)[]; // by side
}

export function modelRow(
  analysis: Analysis,
  kind: MarketKind,
  sides: readonly Side[],
): ModelRow | undefined {
  const lead = analysis.predictions.find(
    (one) =>
      !one.inverse && !one.negated && one.mainLine && wholeGame(one.selection.market, kind),
  );
  if (!lead) return undefined;
  const { market } = lead.selection;
  const chances = sides.map((side) => forecastOf(analysis, market, side));
  return { analysis, market, lead, chances };
}
