import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { draw } from "../../tests/support/draw";
import { IntervalMark } from "./interval_mark";
import { LineChart } from "./line_chart";
import type { Series } from "./line_chart";
import { MarginChart } from "./margin_chart";
import { ProbabilityBar } from "./probability_bar";

const HOUR = 3_600_000;
const series = (key: string, weight: Series["weight"], values: (number | null)[]): Series => ({
  key,
  label: key,
  weight,
  points: values.map((value, index) => ({ time: index * HOUR, value })),
});

describe("charts", () => {
  afterEach(cleanup);

  it("draw one line for each series, the chosen one on top, and tell what they show", () => {
    const { container } = draw(
      <LineChart
        label="Price of Boston over time: first +126, now +118"
        series={[series("b", "chosen", [0.5, 0.52]), series("a", "faint", [0.4, null, 0.45])]}
        end={4 * HOUR}
        height={200}
        timeZone="UTC"
        formatValue={(value) => value.toFixed(2)}
      />,
    );
    const lines = [...container.querySelectorAll("path.chart-line")];
    expect(lines.map((line) => line.classList.contains("chart-chosen"))).toEqual([false, true]);
    expect(lines[0]!.getAttribute("d")).toMatch(/^M.*M/);
    expect(screen.getByRole("img", { name: /first \+126/ })).toBeTruthy();
  });

  it("end where they are told to, whatever came later", () => {
    const early = series("a", "main", [0.5, 0.52, null]);
    const late = series("b", "faint", [0.5, 0.52, null, 0.9, 0.1]);
    const { container } = draw(
      <LineChart
        label="in play"
        series={[early, late]}
        end={2 * HOUR}
        height={200}
        timeZone="UTC"
        formatValue={String}
      />,
    );
    const [first, second] = [...container.querySelectorAll("path.chart-line")];
    expect(first!.getAttribute("d")).toBe(second!.getAttribute("d"));
  });

  it("draw nothing wrong from nothing", () => {
    const { container } = draw(
      <LineChart
        label="empty"
        series={[series("a", "main", [])]}
        end={HOUR}
        height={200}
        timeZone="UTC"
        formatValue={String}
      />,
    );
    expect(container.innerHTML).not.toContain("NaN");
    expect(container.innerHTML).not.toContain("Infinity");
  });

  it("say every chance in words, also those too narrow for their figure", () => {
    const shares = [
      { key: "h", name: "Arsenal", probability: 0.9 },
      { key: "d", name: "Draw", probability: 0.08 },
      { key: "a", name: "Forest", probability: 0.02 },
    ];
    const { container } = draw(<ProbabilityBar shares={shares} reference={[0.85, 0.95]} />);
    expect(screen.getByRole("img", { name: "Arsenal 90.0%, Draw 8.0%, Forest 2.0%" })).toBeTruthy();
    expect(container.querySelectorAll(".share-reference")).toHaveLength(2);
    expect([...container.querySelectorAll("text")].map((text) => text.textContent)).toEqual([
      "90.0%",
    ]);
  });

  it("tell the interval beside the share", () => {
    draw(<IntervalMark share={0.5} count={100} />);
    expect(screen.getByRole("img", { name: "95% interval 40% to 60%" })).toBeTruthy();
  });

  it("show a distribution of margins, and nothing where there is none", () => {
    const score = {
      homeScoreMean: 4,
      awayScoreMean: 3,
      marginDeviation: 2,
      totalDeviation: 2,
      homeProbability: 0.6,
      drawProbability: 0,
      awayProbability: 0.4,
      marginProbabilities: [0.4, 0, 0.6],
      marginMin: -1,
    };
    const teams = { homeDisplayName: "H", awayDisplayName: "A" };
    const { container } = draw(<MarginChart score={score} teams={teams} />);
    expect(container.querySelectorAll("rect")).toHaveLength(2);
    cleanup();
    expect(
      draw(
        <MarginChart score={{ ...score, marginProbabilities: [] }} teams={teams} />,
      ).container.querySelector("svg"),
    ).toBeNull();
  });
});
