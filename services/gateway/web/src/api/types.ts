// The messages of proto/overround as proto3 JSON, as far as this app reads them. Field by field the same names;
// `tests/support/proto_schema.ts` holds the fixtures, and so these types, against the protos.
// int64 is text, Timestamp RFC 3339 text, Duration text such as "3.5s"; unset messages and optionals are absent.

export type Timestamp = string;
export type Duration = string;
export type Int64 = string;

// ---- overround.common.v1

export interface Money {
  minorUnits: Int64;
  scale: number;
  currencyCode: string;
}

export interface Odds {
  profit: number;
  stake: number;
  quotedText: string;
  format?: "FORMAT_AMERICAN" | "FORMAT_DECIMAL" | "FORMAT_FRACTION" | "FORMAT_PROBABILITY";
}

export type MarketKind =
  | "KIND_MONEYLINE"
  | "KIND_THREE_WAY"
  | "KIND_SPREAD"
  | "KIND_TOTAL"
  | "KIND_TEAM_TOTAL"
  | "KIND_PROP";

export type Period = "PERIOD_FULL_GAME" | "PERIOD_REGULATION" | `PERIOD_${string}`;

export interface MarketKey {
  kind: MarketKind;
  period: Period;
  overtimeRule: "OVERTIME_RULE_INCLUDED" | "OVERTIME_RULE_EXCLUDED";
  subject?: string;
  statistic?: string;
  lineQuarters?: number;
}

export type Side =
  | "SIDE_HOME"
  | "SIDE_AWAY"
  | "SIDE_DRAW"
  | "SIDE_OVER"
  | "SIDE_UNDER"
  | "SIDE_YES"
  | "SIDE_NO";

export interface Selection {
  game: string;
  market: MarketKey;
  side: Side;
}

export interface FactStamp {
  factId: string;
  receiveTime: Timestamp;
  knownTime: Timestamp;
  basis: "BASIS_OBSERVED" | "BASIS_STATED" | "BASIS_ASSUMED";
}

export interface LogCursor {
  logId: string;
  position: Int64;
}

export interface AsOf {
  cursor?: LogCursor;
  time: Timestamp;
}

// ---- overround.collector.v1

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

// ---- overround.prediction.v1

export interface Model {
  name: string;
  displayName: string;
  description: string;
  kind: "KIND_SYSTEM" | "KIND_AGENT" | "KIND_USER";
  version: string;
  sports: string[];
  trainedThroughTime?: Timestamp;
  active: boolean;
}

export type Tier = "TIER_A" | "TIER_B" | "TIER_C" | "TIER_D";

export interface Prediction {
  name: string;
  analysis: string;
  model: string;
  modelVersion: string;
  sport: string;
  selection: Selection;
  gameTitle: string;
  gameStartTime: Timestamp;
  inverse: boolean;
  negated: boolean;
  counterpart: string;
  probability: number;
  pushProbability: number;
  confidence: number;
  tier: Tier;
  fairDecimalOdds?: number;
  marketProbability?: number;
  availableOdds?: Odds;
  availableSportsbook?: string;
  availableQuote?: string;
  edge?: number;
  kellyFraction?: number;
  mainLine: boolean;
  asOf: AsOf;
  features: { feature: string; value: number }[];
  hash: string;
}

export interface ScoreSummary {
  homeScoreMean: number;
  awayScoreMean: number;
  marginDeviation: number;
  totalDeviation: number;
  homeProbability: number;
  drawProbability: number;
  awayProbability: number;
  marginProbabilities: number[];
  marginMin: number;
}

export interface Analysis {
  name: string;
  model: string;
  modelVersion: string;
  sport: string;
  game: string;
  gameTitle: string;
  gameStartTime: Timestamp;
  state: "STATE_PREDICTED" | "STATE_ABSTAINED";
  abstainReason?: string;
  abstainMessage?: string;
  asOf: AsOf;
  score?: ScoreSummary;
  predictions: Prediction[];
}

export interface FairPrice {
  selection: Selection;
  probability: number;
  books: {
    sportsbook: string;
    probability: number;
    margin: number;
    method: string;
    weight: number;
  }[];
  time: Timestamp;
}

export interface ListModelsResponse {
  models: Model[];
  nextPageToken: string;
}

export interface ListAnalysesResponse {
  analyses: Analysis[];
  nextPageToken: string;
}

export interface ListFairPricesResponse {
  fairPrices: FairPrice[];
  nextPageToken: string;
}

// ---- overround.grading.v1

export interface ModelPerformance {
  model: string;
  modelVersions: string[];
  sport?: string;
  kind?: MarketKind;
  days: number;
  inverse: boolean;
  officialCount: Int64;
  winCount: Int64;
  lossCount: Int64;
  pushCount: Int64;
  voidCount: Int64;
  accuracy?: number;
  pricedCount: Int64;
  profitUnits: number;
  roi?: number;
  brierScore?: number;
  logLoss?: number;
  closeLogLoss?: number;
  logLossWhereClosed?: number;
  closingValueMean?: number;
  closingValueCount: Int64;
  noCloseCount: Int64;
}

export interface ModelComparison {
  model: string;
  modelDisplayName: string;
  original: ModelPerformance;
  inverse: ModelPerformance;
  endTime: Timestamp;
}

export interface ListModelComparisonsResponse {
  modelComparisons: ModelComparison[];
  nextPageToken: string;
}

// ---- overround.bankroll.v1

export interface Bankroll {
  name: string;
  owner: string;
  displayName: string;
  currencyCode: string;
  scale: number;
  state: "STATE_OPEN" | "STATE_BLOCKED" | "STATE_CLOSED";
  cash: Money;
  held: Money;
  receivable: Money;
  deposited: Money;
  profit: Money;
  peak: Money;
  low: Money;
  transferCount: Int64;
  ledgerHead: string;
  createTime: Timestamp;
  week?: string;
}

export type BetState =
  | "STATE_OPEN"
  | "STATE_WON"
  | "STATE_LOST"
  | "STATE_PUSH"
  | "STATE_HALF_WON"
  | "STATE_HALF_LOST"
  | "STATE_VOID";

export interface Settlement {
  number: number;
  state: BetState;
  payout: Money;
  profit: Money;
  resultRevision: number;
  reason: string;
  settleTime: Timestamp;
}

export interface Bet {
  name: string;
  bankroll: string;
  owner: string;
  selection: Selection;
  sportsbook: string;
  stake: Money;
  odds: Odds;
  venue?: "VENUE_PAPER";
  prediction?: string;
  sport: string;
  gameTitle: string;
  gameStartTime: Timestamp;
  quote: string;
  potentialPayout: Money;
  state: BetState;
  placeTime: Timestamp;
  settleTime?: Timestamp;
  profit?: Money;
  settlements: Settlement[];
}

export type ReasonCode =
  | "CODE_ALL_RULES_HELD"
  | "CODE_LOW_CONFIDENCE"
  | "CODE_NO_EDGE"
  | "CODE_EDGE_TOO_LARGE"
  | "CODE_NO_PRICE"
  | "CODE_STALE_PRICE"
  | "CODE_PRICE_MOVED"
  | "CODE_NOT_UPCOMING"
  | "CODE_TOO_EARLY"
  | "CODE_ALREADY_BET"
  | "CODE_EXPOSURE"
  | "CODE_LIMIT"
  | "CODE_BALANCE"
  | "CODE_STAKE_TOO_SMALL"
  | "CODE_ABSTAINED"
  | "CODE_BLOCKED";

export interface Decision {
  name: string;
  agent: string;
  decideTime: Timestamp;
  verdict: "VERDICT_PLACED" | "VERDICT_REFUSED";
  reasons: { code: ReasonCode; message: string }[];
  selection?: Selection;
  game: string;
  gameTitle: string;
  sport: string;
  gameStartTime: Timestamp;
  model: string;
  prediction?: string;
  probability?: number;
  confidence?: number;
  odds?: Odds;
  sportsbook?: string;
  edge?: number;
  stakeFraction?: number;
  stake?: Money;
  bet?: string;
  bankroll: string;
  week: string;
  promptHash?: string;
}

export interface BennyPoint {
  time: Timestamp;
  profit: Money;
  value: Money;
}

export interface BennyWeek {
  week: string;
  bankroll: Bankroll;
  betCount: number;
  profit: Money;
}

export interface BennyDashboard {
  agent: string;
  bankroll?: Bankroll;
  weeks: BennyWeek[];
  points: BennyPoint[];
  openBets: Bet[];
  settledBets: Bet[];
  decisions: Decision[];
  betCount: Int64;
  wonCount: Int64;
  lostCount: Int64;
  returnedCount: Int64;
  refusedCount: Int64;
  staked?: Money;
  profit?: Money;
  roi?: number;
  winRate?: number;
  time: Timestamp;
}

// ---- overround.gateway.v1

export interface User {
  name: string;
  email: string;
  displayName: string;
  roles: ("ROLE_USER" | "ROLE_PRO_USER" | "ROLE_ADMIN" | "ROLE_SUPER_ADMIN")[];
  createTime: Timestamp;
}

export interface Session {
  accessToken: string;
  accessTokenExpireTime: Timestamp;
  refreshToken: string;
  refreshTokenExpireTime: Timestamp;
  user: User;
}

export type OddsFormatName =
  | "ODDS_FORMAT_AMERICAN"
  | "ODDS_FORMAT_DECIMAL"
  | "ODDS_FORMAT_FRACTION"
  | "ODDS_FORMAT_PROBABILITY";

export interface Preferences {
  name: string;
  timeZone: string;
  oddsFormat?: OddsFormatName;
}

export interface GetWorldClockResponse {
  worldTime: Timestamp;
  replay: boolean;
}

export interface StreamEventsResponse {
  id: string;
  service: string;
  type: string;
  aggregate: string;
  worldTime: Timestamp;
  payload?: Record<string, unknown> & { "@type": string };
}
