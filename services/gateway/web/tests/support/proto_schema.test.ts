// @vitest-environment node
import { describe, expect, it } from "vitest";
import { faultsOf, loadSchema, queryFaults, routeOf } from "./proto_schema";
import { PROTO_FOLDER } from "./repository";

const schema = loadSchema(PROTO_FOLDER);
const MONEY = "overround.common.v1.Money";

describe("the contract", () => {
  it("takes JSON as the gateway prints it", () => {
    expect(faultsOf(schema, MONEY, { minorUnits: "1250", scale: 2, currencyCode: "USD" })).toEqual(
      [],
    );
  });

  it("refuses a number where an int64 is text", () => {
    expect(
      faultsOf(schema, MONEY, { minorUnits: 1250, scale: 2, currencyCode: "USD" }),
    ).toHaveLength(1);
  });

  it("refuses a missing plain field and an unknown one", () => {
    expect(faultsOf(schema, MONEY, { minorUnits: "1", scale: 2, currency: "USD" })).toHaveLength(2);
  });

  it("finds nested enums by their scope", () => {
    const quote = "overround.collector.v1.Quote";
    const faults = faultsOf(schema, quote, { state: "STATE_WON" });
    expect(faults.some((fault) => fault.startsWith(".state:"))).toBe(true);
  });

  it("knows the routes and their parameters", () => {
    const route = routeOf(schema, "GET", "/v1/games/123/quotes")!;
    expect(route.rpc).toBe("ListQuotes");
    expect(queryFaults(schema, route, new URLSearchParams("kind=KIND_TOTAL&pageSize=5"))).toEqual(
      [],
    );
    expect(queryFaults(schema, route, new URLSearchParams("kind=TOTAL&sport=mlb"))).toHaveLength(2);
  });
});
