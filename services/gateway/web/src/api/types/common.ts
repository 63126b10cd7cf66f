// overround.common.v1

export type Timestamp = string;
export type Duration = string;
export type Int64 = string;

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
  "SIDE_HOME" | "SIDE_AWAY" | "SIDE_DRAW" | "SIDE_OVER" | "SIDE_UNDER" | "SIDE_YES" | "SIDE_NO";

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
