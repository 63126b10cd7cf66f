// overround.grading.v1
import type { Int64, MarketKind, Timestamp } from "./common";

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
