// overround.gateway.v1
import type { Timestamp } from "./common";

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
