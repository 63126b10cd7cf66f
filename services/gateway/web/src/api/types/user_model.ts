// overround.user_model.v1
import type { MarketKind, Timestamp } from "./common";

export interface Thresholds {
  probabilityMin: number;
  edgeMin: number;
}

export type StakingKind = "KIND_FLAT" | "KIND_PERCENT" | "KIND_KELLY";

export interface StakingPlan {
  kind: StakingKind;
  fraction?: number;
  fractionMax?: number;
}

// What its owner decides.
export interface UserModelDefinition {
  displayName: string;
  description: string;
  sports: string[];
  kinds: MarketKind[];
  weights: Record<string, number>;
  thresholds?: Thresholds;
  stakingPlan?: StakingPlan;
}

export interface UserModel extends UserModelDefinition {
  name: string;
  owner: string;
  state: "STATE_ACTIVE" | "STATE_PAUSED";
  version: number;
  createTime: Timestamp;
  updateTime: Timestamp;
  etag: string;
}

export interface ListUserModelsResponse {
  userModels: UserModel[];
  nextPageToken: string;
}

export interface ListUserModelVersionsResponse {
  versions: UserModel[];
  nextPageToken: string;
}
