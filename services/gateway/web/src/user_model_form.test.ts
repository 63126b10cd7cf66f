import { describe, expect, it } from "vitest";
import { USER_MODELS } from "../tests/fixtures/user_models";
import { changedFields, changesSince } from "./user_model";
import { definitionOf, faultsOfForm, featureFault, formOf, serverFaults } from "./user_model_form";
import type { UserModelForm } from "./user_model_form";

const good: UserModelForm = {
  ...formOf(),
  displayName: "Bullpens",
  sports: ["sports/mlb"],
  kinds: ["KIND_TOTAL"],
  weights: [{ feature: "injuries", weight: "-2.5" }],
};

describe("the form of a user's model", () => {
  it.each(USER_MODELS.flatMap((one) => one.versions))(
    "gives back $displayName, version $version, as it was",
    (model) => {
      const form = formOf(model);
      expect(faultsOfForm(form)).toEqual({});
      expect(changedFields(model, definitionOf(form))).toEqual([]);
    },
  );

  it("leaves out what the default says", () => {
    expect(definitionOf(good)).toEqual({
      displayName: "Bullpens",
      description: "",
      sports: ["sports/mlb"],
      kinds: ["KIND_TOTAL"],
      weights: { injuries: -2.5 },
    });
  });

  it("takes a feature of any name for what it is", () => {
    const named = { ...definitionOf(good), weights: { constructor: 2 } };
    expect(definitionOf(formOf(named)).weights).toEqual({ constructor: 2 });
    expect(changesSince(definitionOf(good), named, { sportName: String })).toEqual([
      "Injuries −2.5 → 0",
      "constructor 0 → +2",
    ]);
  });

  it("writes per cents as exact shares", () => {
    const staked = { ...good, stakingKind: "KIND_KELLY" as const, fraction: "57", edgeMin: "0.7" };
    expect(definitionOf(staked)).toMatchObject({
      thresholds: { probabilityMin: 0, edgeMin: 0.007 },
      stakingPlan: { kind: "KIND_KELLY", fraction: 0.57 },
    });
  });

  it.each<[keyof UserModelForm, Partial<UserModelForm>]>([
    ["displayName", { displayName: "  " }],
    ["displayName", { displayName: "x".repeat(101) }],
    ["description", { description: "x".repeat(1001) }],
    ["sports", { sports: [] }],
    ["kinds", { kinds: [] }],
    ["weights", { weights: [{ feature: "injuries", weight: "0" }] }],
    ["weights", { weights: [{ feature: "injuries", weight: "10.5" }] }],
    ["weights", { weights: [{ feature: "injuries", weight: "" }] }],
    ["probabilityMin", { probabilityMin: "101" }],
    ["edgeMin", { edgeMin: "" }],
    ["fraction", { stakingKind: "KIND_PERCENT", fraction: "0" }],
    ["fractionMax", { fractionMax: "-1" }],
  ])("finds fault with %s in %j", (field, change) => {
    expect(Object.keys(faultsOfForm({ ...good, ...change }))).toEqual([field]);
  });

  it("takes a feature once, and not without a name", () => {
    expect(featureFault("", good.weights)).toBeTruthy();
    expect(featureFault("injuries", good.weights)).toBeTruthy();
    expect(featureFault("rest days", good.weights)).toBeTruthy();
    expect(featureFault("elo_difference", good.weights)).toBeUndefined();
  });

  it("puts what the server says at the field it speaks of", () => {
    const told = (message: string) => serverFaults({ status: "INVALID_ARGUMENT", message });
    expect(told("user_model.staking_plan.fraction: 2, want a number in (0, 1]")).toEqual({
      fraction: "Refused: 2, want a number in (0, 1]",
    });
    expect(told("user_model.weights[a.kind]: 11, want a number in [-10, 10]")).toEqual({
      weights: "Refused: 11, want a number in [-10, 10]",
    });
    expect(told("weights.kind: 11, want a number in [-10, 10]")).toHaveProperty("weights");
    expect(told("user_model.thresholds.edge_min: 2, want [0, 1]")).toHaveProperty("edgeMin");
    expect(told("user_model.kinds: none, want at least one")).toHaveProperty("kinds");
  });

  it("blames no field for what none is to blame for", () => {
    const told = (message: string) => serverFaults({ status: "INVALID_ARGUMENT", message });
    expect(told("user_model: 5 are yours already, want at most 5")).toBeUndefined();
    expect(told("request_id: empty, want 1 to 100 characters")).toBeUndefined();
    expect(told("internal error")).toBeUndefined();
  });

  it("says in its own words that a name is taken", () => {
    const message = 'user_model.display_name: "Sharp", want one that no other of your models has';
    expect(serverFaults({ status: "ALREADY_EXISTS", message })).toEqual({
      displayName: "Another of your models has this name",
    });
  });
});
