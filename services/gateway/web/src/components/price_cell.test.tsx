import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ServicesProvider } from "../app_context";
import { american, marketKey } from "../../tests/fixtures/prices";
import { draw } from "../../tests/support/draw";
import { PriceCell } from "./price_cell";

const price = (quote: number, previous?: number) => ({
  side: "SIDE_AWAY" as const,
  odds: american(quote),
  sportsbook: "sportsbooks/pinnacle",
  receiveTime: "2026-08-14T12:00:00Z",
  sightTime: "2026-08-14T12:00:00Z",
  meanImpliedProbability: 0.4,
  ...(previous !== undefined && { previousOdds: american(previous) }),
});
const cell = (quote: number, previous?: number, edge?: number) => (
  <PriceCell
    market={marketKey("KIND_SPREAD", -6)}
    price={price(quote, previous)}
    sideName="Boston Red Sox"
    bookName="Pinnacle"
    edge={edge}
  />
);

describe("a price", () => {
  afterEach(cleanup);

  it("says the side's own line, the price and who offers it", () => {
    const { container } = draw(cell(-142));
    expect(container.textContent).toContain("Boston Red Sox+1.5−142");
    expect(screen.getByText("Pinnacle")).toBeTruthy();
  });

  it("says in words which way it went", () => {
    draw(cell(122, 115));
    expect(screen.getByText("up from +115")).toBeTruthy();
    cleanup();
    draw(cell(-120, -110));
    expect(screen.getByText("down from −110")).toBeTruthy();
  });

  it("flashes only when it changes on screen, and says which way", () => {
    const { container, rerender, services } = draw(cell(122));
    const flash = () => container.querySelector(".price")!.getAttribute("data-flash");
    const again = (quote: number) =>
      rerender(<ServicesProvider services={services}>{cell(quote)}</ServicesProvider>);
    expect(flash()).toBeNull();
    again(130);
    again(118);
    expect(flash()).toBe("down");
  });

  it("shows an edge worth the name, and no other", () => {
    draw(cell(122, undefined, 0.031));
    expect(screen.getByText("+3.1%")).toBeTruthy();
    cleanup();
    const { container } = draw(cell(122, undefined, 0.004));
    expect(container.textContent).not.toContain("%");
  });
});
