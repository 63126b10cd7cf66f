import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { FIXTURES } from "../../tests/fixtures/catalogue";
import { analysesOf } from "../../tests/fixtures/forecasts";
import { draw } from "../../tests/support/draw";
import type { Analysis } from "../api/types";
import { modelRow } from "../game_market";
import { ModelForecast } from "./model_forecast";

const soccer = FIXTURES.find((one) => one.game.homeDisplayName === "Arsenal")!;
const analysis = analysesOf(soccer)[2]!;
const SIDES = ["SIDE_HOME", "SIDE_DRAW", "SIDE_AWAY"] as const;

function drawForecast(of: Analysis, chances?: number[]) {
  const row = modelRow(of, "KIND_THREE_WAY", SIDES)!;
  const market = chances && { chances };
  return draw(<ModelForecast row={row} sides={SIDES} teams={soccer.game} market={market} />);
}

describe("a model's forecast of three outcomes", () => {
  afterEach(cleanup);

  it("is drawn whole where its score tells all three", () => {
    const { container } = drawForecast(analysis, [0.58, 0.25, 0.17]);
    expect(screen.getByRole("img", { name: /^Arsenal .*, Draw .*, Nottingham/ })).toBeTruthy();
    expect(container.querySelectorAll(".share-reference")).toHaveLength(2);
  });

  it("is its favourite and “not” its favourite where it tells no more", () => {
    const { container } = drawForecast({ ...analysis, score: undefined }, [0.58, 0.25, 0.17]);
    const favourite = (analysis.predictions[0]!.probability * 100).toFixed(1);
    expect(
      screen.getByRole("img", { name: new RegExp(`^Arsenal ${favourite}%, Not Arsenal `) }),
    ).toBeTruthy();
    expect(screen.getByText(/how the rest divides/)).toBeTruthy();
    expect(container.querySelectorAll(".share-reference")).toHaveLength(1);
  });

  it("speaks of an edge only where one is known", () => {
    const [original, inverse] = analysis.predictions;
    const priced = (edge?: number) => ({
      ...analysis,
      predictions: [{ ...original!, edge }, inverse!],
    });
    drawForecast(priced(0.031));
    expect(screen.getByText("+3.1% on Arsenal")).toBeTruthy();
    cleanup();
    drawForecast(priced(-0.02));
    expect(screen.getByText("no edge on Arsenal")).toBeTruthy();
    cleanup();
    drawForecast(priced(undefined));
    expect(screen.queryByText(/edge/)).toBeNull();
  });
});
