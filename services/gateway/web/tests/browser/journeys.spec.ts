import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import type { Game } from "../../src/api/types";
import { FIXTURES, titleOf } from "../fixtures/catalogue";
import { american, boardMarketsOf, quotesOf } from "../fixtures/prices";
import { Chromium, hasChromium, NARROW } from "../support/browser";
import { PASSWORD, USER } from "../fixtures/answers";
import { FixtureServer } from "../support/fixture_server";

const YANKEES = FIXTURES.find((one) => titleOf(one.game) === "Boston Red Sox at New York Yankees")!;
const YANKEES_PATH = `/${YANKEES.game.name}`;

// The game as the board shows it once LowVig.ag pays +190 on the Yankees.
function withBetterPrice(): Game {
  const [win, ...others] = boardMarketsOf(YANKEES);
  const bestPrices = win!.bestPrices.map((price) =>
    price.side === "SIDE_HOME"
      ? {
          ...price,
          odds: american(190),
          previousOdds: price.odds,
          sportsbook: "sportsbooks/lowvig",
        }
      : price,
  );
  return { ...YANKEES.game, boardMarkets: [{ ...win!, bestPrices }, ...others] };
}

function quotesChanged() {
  const quote = quotesOf(YANKEES)[0]!;
  const { game, sport } = { game: YANKEES.game.name, sport: YANKEES.game.sport };
  return {
    game,
    sport,
    gameStartTime: YANKEES.game.startTime,
    sportsbook: quote.sportsbook,
    quotes: [{ ...quote, sightTime: undefined }],
  };
}

describe.skipIf(!hasChromium)("a visitor", () => {
  const chromium = new Chromium();
  let server: FixtureServer;
  let page: Page;
  let faults: string[];
  let close: () => Promise<void>;
  afterAll(() => chromium.close());
  beforeEach(async () => {
    server = await FixtureServer.start();
    ({ page, faults, close } = await chromium.page());
  });
  afterEach(async () => {
    await close();
    await server.stop();
    expect(faults).toEqual([]);
    expect(server.faults).toEqual([]);
  });

  const open = (path: string) => page.goto(server.url + path);
  const row = () => page.getByRole("row").filter({ hasText: "New York Yankees" });
  const game = (team: string) => page.getByRole("link", { name: team });
  const streamIsOpen = () => page.getByRole("status").getByText("Live", { exact: true }).waitFor();
  const priceMoves = () => {
    server.options = {
      overrides: (path, json) => (path === `/v1/${YANKEES.game.name}` ? withBetterPrice() : json),
    };
    server.emit("collector.v1.QuotesChanged", YANKEES.game.name, quotesChanged());
  };

  it("sees a price change without doing anything, and which way it went", async () => {
    await open("/");
    await row().waitFor();
    await streamIsOpen();
    priceMoves();
    await row().getByText("+190").waitFor();
    const cell = row().locator(".price", { hasText: "+190" });
    expect(await cell.getAttribute("data-flash")).toBe("up");
    expect(await cell.innerText()).toContain("up from");
    await page.locator(".price[data-flash]").waitFor({ state: "detached" });
  });

  it("goes on seeing changes after the stream broke", async () => {
    await open("/");
    await row().waitFor();
    await streamIsOpen();
    server.dropStreams();
    await expect.poll(() => server.streamCount, { timeout: 30_000 }).toBe(1);
    priceMoves();
    await row().getByText("+190").waitFor();
  });

  it("switches between American and decimal odds, and finds them so again", async () => {
    await open("/");
    await row().getByText("−132").waitFor();
    await page.getByLabel("Odds format").selectOption("decimal");
    await row().getByText("1.758").waitFor();
    await page.reload();
    await row().getByText("1.758").waitFor();
  });

  it("reads every book's whole name on a phone, each price in line with its team", async () => {
    await page.setViewportSize(NARROW);
    await open("/");
    await page.getByText("William Hill (US)").first().waitFor();
    const cut = await page.locator(".price-book").evaluateAll((names) =>
      names
        .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
        .map((one) => one.textContent),
    );
    expect(cut).toEqual([]);
    const uneven = await page.locator(".game-row").evaluateAll((rows) => {
      const tops = (row: Element, selector: string) =>
        [...row.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().top);
      return rows.filter((row) => {
        const teams = tops(row, ".game-team, .game-draw").join();
        return teams !== tops(row, ".market-cell:nth-child(3) .price").join();
      }).length;
    });
    expect(uneven).toBe(0);
  });

  it("filters by sport and finds a team", async () => {
    await open("/");
    await page
      .getByRole("navigation", { name: "Sports" })
      .getByRole("link", { name: /Premier League/ })
      .click();
    await game("Arsenal").waitFor();
    await row().waitFor({ state: "detached" });
    await page.getByLabel("Find a team").fill("liver");
    await game("Arsenal").waitFor({ state: "detached" });
    await game("Liverpool").waitFor();
  });

  it("reaches a game and its markets by keyboard alone", async () => {
    await open("/");
    await row().waitFor();
    await page.getByRole("link", { name: /Boston Red Sox.*New York Yankees/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Boston Red Sox/ }).waitFor();
    await page.getByRole("radio", { name: "Moneyline" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/market=spread/);
  });

  it("singles out one book on the chart", async () => {
    await open(YANKEES_PATH);
    const book = page
      .getByRole("group", { name: "Show one book" })
      .getByRole("button", { name: "Pinnacle" });
    await book.click();
    expect(await book.getAttribute("aria-pressed")).toBe("true");
    expect(await page.locator("path.chart-chosen").count()).toBe(1);
  });

  it("keeps the prices on screen while the forecasts are down", async () => {
    server.options = { failing: /analyses|fair-prices/ };
    await open(YANKEES_PATH);
    await page.getByText("The forecasts could not be loaded").waitFor();
    await page.getByRole("table").getByText("Pinnacle").waitFor();
    server.options = {};
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: /Ensemble/ }).waitFor();
  });

  it("asks for another window of the comparison", async () => {
    await open("/models");
    await page.getByText("Not enough graded games: 11 of 20").waitFor();
    await page.getByRole("radio", { name: "7 days" }).check();
    await page.waitForURL(/days=7/);
    await expect
      .poll(() => server.asked.some((one) => one.includes("/v1/model-comparison?days=7")))
      .toBe(true);
    await page.getByLabel("Sport", { exact: true }).selectOption("nfl");
    await page.getByText("No official forecast in this window").waitFor();
  });

  it("reads why Benny refused", async () => {
    await open("/benny");
    await page.getByText("Refused", { exact: true }).first().waitFor();
    await page.getByRole("radio", { name: "Placed" }).check();
    await page.getByText("All rules held").waitFor();
    expect(await page.getByText("confidence 0.560, want at least 0.65").count()).toBe(0);
  });

  it("is told when the password is wrong, then logs in and out again", async () => {
    await open("/log-in");
    await page.getByLabel("Email").fill(USER.email);
    await page.getByLabel("Password").fill("wrong horse");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").getByText("Email address or password is wrong").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText(USER.displayName).waitFor();
    await page.reload();
    await page.getByText(USER.email).waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("link", { name: "Log in" }).waitFor();
  });

  it("sees things as the account has them, once logged in", async () => {
    server.setLoggedIn(true);
    await open("/");
    await row().getByText("1.758").waitFor();
    await page.getByText("GMT+1").waitFor();
  });

  it("registers, and cannot with a short password", async () => {
    await page.setViewportSize(NARROW);
    await open("/register");
    await page.getByLabel("Name").fill("Grace");
    await page.getByLabel("Email").fill("grace@example.com");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("Too short").waitFor();
    await page.getByLabel("Password").fill("long enough now");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("grace@example.com").waitFor();
    expect(server.asked.some((one) => one.startsWith("PATCH /v1/preferences"))).toBe(true);
  });
});
