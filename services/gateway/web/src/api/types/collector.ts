// overround.collector.v1
import type {
  Duration,
  FactStamp,
  Int64,
  MarketKey,
  Odds,
  Period,
  Selection,
  Side,
  Timestamp,
} from "./common";

export interface Sport {
  name: string;
  displayName: string;
  group: string;
  scoring: "SCORING_POINTS" | "SCORING_GOALS" | "SCORING_RUNS" | "SCORING_SETS";
  drawsPossible: boolean;
  active: boolean;
  seasonStartMonth: number;
  upcomingGameCount: Int64;
}

export interface Sportsbook {
  name: string;
  displayName: string;
  kind: "KIND_BOOK" | "KIND_EXCHANGE" | "KIND_PREDICTION_MARKET" | "KIND_AGGREGATE";
  sharp: boolean;
}

export type GameStatus =
  | "STATUS_SCHEDULED"
  | "STATUS_IN_PLAY"
  | "STATUS_FINAL"
  | "STATUS_POSTPONED"
  | "STATUS_VOID"
  | "STATUS_MERGED";

export interface PeriodScore {
  period: Period;
  homeScore: number;
  awayScore: number;
}

export interface Result {
  game: string;
  stamp: FactStamp;
  revision: number;
  ending: "ENDING_PLAYED" | "ENDING_RETIRED" | "ENDING_WALKOVER" | "ENDING_SHORTENED";
  homeScore: number;
  awayScore: number;
  overtime?: boolean;
  periodScores: PeriodScore[];
  source: string;
}

export interface BestPrice {
  side: Side;
  odds: Odds;
  sportsbook: string;
  receiveTime: Timestamp;
  sightTime: Timestamp;
  previousOdds?: Odds;
  meanImpliedProbability: number;
}

export interface BoardMarket {
  market: MarketKey;
  bestPrices: BestPrice[];
  bookCount: number;
}

export interface Game {
  name: string;
  sport: string;
  homeTeam: string;
  awayTeam: string;
  homeDisplayName: string;
  awayDisplayName: string;
  startTime: Timestamp;
  startPrecision: "START_PRECISION_MINUTE" | "START_PRECISION_DAY";
  status: GameStatus;
  season: number;
  week?: number;
  neutralSite: boolean;
  postseason?: boolean;
  mergedInto?: string;
  result?: Result;
  externalIds: { source: string; id: string }[];
  stamp: FactStamp;
  boardMarkets: BoardMarket[];
}

export interface Quote {
  name: string;
  sportsbook: string;
  selection: Selection;
  odds: Odds;
  state: "STATE_OFFERED" | "STATE_GONE";
  stamp: FactStamp;
  providerTime?: Timestamp;
  inPlay: boolean;
  lay: boolean;
  bettable: boolean;
  sightTime?: Timestamp;
  source: string;
  rawDocument: string;
}

export interface Movement {
  quote: Quote;
  previousOdds?: Odds;
  previousLineQuarters?: number;
  impliedProbabilityChange?: number;
}

export type ConsensusMoment = "MOMENT_OPEN" | "MOMENT_CURRENT" | "MOMENT_CLOSE";

export interface ConsensusLine {
  selection: Selection;
  moment: ConsensusMoment;
  medianOdds: Odds;
  bookCount: number;
  time: Timestamp;
}

export interface ClosingLine {
  sportsbook: string;
  selection: Selection;
  state: "STATE_CLOSED" | "STATE_STALE" | "STATE_GONE" | "STATE_START_UNKNOWN";
  odds: Odds;
  sightTime?: Timestamp;
  age?: Duration;
  quote: string;
  bettable: boolean;
  lay: boolean;
}

export interface ListSportsResponse {
  sports: Sport[];
  nextPageToken: string;
}

export interface ListSportsbooksResponse {
  sportsbooks: Sportsbook[];
  nextPageToken: string;
}

export interface ListGamesResponse {
  games: Game[];
  nextPageToken: string;
}

export interface ListQuotesResponse {
  quotes: Quote[];
  nextPageToken: string;
}

export interface ListMovementsResponse {
  movements: Movement[];
  nextPageToken: string;
}

export interface ListConsensusResponse {
  consensus: ConsensusLine[];
  nextPageToken: string;
}

export interface ListClosingLinesResponse {
  closingLines: ClosingLine[];
  nextPageToken: string;
  revision: number;
}
