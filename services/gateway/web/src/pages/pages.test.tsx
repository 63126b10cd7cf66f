import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NOW } from "../../tests/fixtures/catalogue";
import { FIXTURES } from "../../tests/fixtures/catalogue";
import { draw } from "../../tests/support/draw";
import { BennyPage } from "./benny_page";
import { BoardPage, sectionsOf } from "./board_page";
import { ModelsPage } from "./models_page";

describe("pages", () => {
  beforeEach(() => {
    vi.stubGlobal("matchMedia", () => ({
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("say plainly which service does not answer", async () => {
    draw(<BoardPage />);
    expect(await screen.findByText("The odds board could not be loaded")).toBeTruthy();
    cleanup();
    draw(<BennyPage />);
    expect(await screen.findByText(/is not answering at the moment/)).toBeTruthy();
  });

  it("say plainly when there is nothing yet", async () => {
    draw(<BoardPage />, {
      "/v1/games": { games: [], nextPageToken: "" },
      "/v1/world-clock": { worldTime: "2026-08-14T12:00:00Z", replay: false },
    });
    expect(await screen.findByText("No games")).toBeTruthy();
    cleanup();
    draw(<ModelsPage />, { "/v1/model-comparison": { modelComparisons: [], nextPageToken: "" } });
    expect(await screen.findByText("Not enough graded games")).toBeTruthy();
  });

  it("put what is in play first and what is postponed last", () => {
    const sections = sectionsOf(
      FIXTURES.map((one) => one.game),
      new Date(NOW),
      "America/New_York",
    );
    expect(sections.map((section) => section.title)).toEqual([
      "In play",
      "Today",
      "Tomorrow",
      "Postponed",
    ]);
  });
});
