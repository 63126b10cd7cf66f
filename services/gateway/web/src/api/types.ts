// The messages of proto/overround as proto3 JSON, as far as this app reads them, one file for each
// package. Field by field the same names; `tests/support/proto_schema.ts` holds the fixtures, and
// so these types, against the protos. int64 is text, Timestamp RFC 3339 text, Duration text such as
// "3.5s"; unset messages and optionals are absent.
export type * from "./types/common";
export type * from "./types/collector";
export type * from "./types/prediction";
export type * from "./types/grading";
export type * from "./types/bankroll";
export type * from "./types/user_model";
export type * from "./types/gateway";
