import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { bennyDashboard } from "../../tests/fixtures/benny";
import { draw } from "../../tests/support/draw";
import type { Bet } from "../api/types";
import { BetList } from "./bet_list";
import { DecisionList, reasonName } from "./decision_list";
import { ReasonBars } from "./reason_bars";

const { openBets, settledBets, decisions } = bennyDashboard();

describe("bets and decisions", () => {
  afterEach(cleanup);

  it("say what a bet won, to the cent", () => {
    draw(<BetList bets={settledBets} />);
    const item = screen.getByText("Cleveland Guardians").closest("li")!;
    expect(item.textContent).toContain("Won");
    expect(item.textContent).toContain("+$1.68");
  });

  it("say what an open bet would pay", () => {
    draw(<BetList bets={openBets} />);
    expect(screen.getByText("pays $5.33")).toBeTruthy();
  });

  it("say when a correction settled a bet again", () => {
    const bet = settledBets[0]!;
    const twice: Bet = {
      ...bet,
      settlements: [bet.settlements[0]!, { ...bet.settlements[0]!, number: 2 }],
    };
    draw(<BetList bets={[twice]} />);
    expect(screen.getByText(/settlement 2 holds/)).toBeTruthy();
  });

  it("give every reason of a refusal with its figures", () => {
    draw(<DecisionList decisions={decisions} />);
    const item = screen
      .getByText("confidence 0.535, want at least 0.65")
      .closest(".decision") as HTMLElement;
    expect(within(item).getByText("Refused")).toBeTruthy();
    expect(within(item).getByText("No edge at the price")).toBeTruthy();
  });

  it("name a rule they have never heard of by its code", () => {
    expect(reasonName("CODE_FULL_MOON")).toBe("full moon");
  });

  it("count refusals by rule, the most frequent first", () => {
    draw(<ReasonBars decisions={decisions} />);
    const rows = screen.getAllByRole("listitem").map((row) => row.textContent);
    expect(rows[0]).toBe("Confidence too low4");
    expect(rows).toHaveLength(5);
  });
});
