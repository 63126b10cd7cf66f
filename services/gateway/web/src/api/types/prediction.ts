// overround.prediction.v1
import type { AsOf, Odds, Selection, Timestamp } from "./common";

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
