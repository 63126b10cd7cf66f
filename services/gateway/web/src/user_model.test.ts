import { describe, expect, it } from "vitest";
import { USER_MODELS } from "../tests/fixtures/user_models";
import {
  changedFields,
  changesSince,
  stakingText,
  thresholdsText,
  weightsInOrder,
  weightText,
} from "./user_model";

const model = USER_MODELS[0]!.versions[0]!;
const directory = { sportName: (name: string) => name };

describe("a user's model", () => {
  it("lists its weights by how hard they pull, either way", () => {
    const order = weightsInOrder({ a: 1, b: -3, c: 2 }).map((one) => one.feature);
    expect(order).toEqual(["b", "c", "a"]);
    expect([2, -1.5, 0].map(weightText)).toEqual(["+2", "−1.5", "0"]);
  });

  it("says what it leaves to the default", () => {
    expect(thresholdsText(undefined)).toBe("On everything it looks at");
    expect(stakingText(undefined)).toBe("One unit, at most 5% of the bankroll");
    expect(stakingText({ kind: "KIND_KELLY", fraction: 0.25, fractionMax: 0.025 })).toBe(
      "25% of the Kelly stake, at most 2.5% of the bankroll",
    );
  });

  it("has not changed where the same is written in another way", () => {
    const same = {
      ...model,
      sports: [...model.sports].reverse(),
      weights: { ...model.weights, head_to_head: 0 },
      thresholds: model.thresholds ?? { probabilityMin: 0, edgeMin: 0 },
    };
    expect(changedFields(model, same)).toEqual([]);
  });

  it("tells every change of a version, and of nothing else", () => {
    const after = {
      ...model,
      description: "Another purpose",
      kinds: ["KIND_TOTAL" as const],
      weights: { ...model.weights, injuries: 4 },
    };
    expect(changedFields(model, after)).toEqual(["description", "kinds", "weights"]);
    expect(changesSince(model, after, directory)).toEqual([
      "Adds Total",
      "Drops Moneyline",
      "Injuries −1.5 → +4",
    ]);
  });
});
