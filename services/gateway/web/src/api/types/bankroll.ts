// overround.bankroll.v1
import type { Int64, Money, Odds, Selection, Timestamp } from "./common";

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
