import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Page } from "playwright-core";
import { idOf } from "../../src/names";
import { FIXTURES, titleOf } from "../fixtures/catalogue";
import { USER_MODELS } from "../fixtures/user_models";
import {
  accessibilityFaults,
  Chromium,
  hasChromium,
  keepScreenshot,
  NARROW,
  sidewaysPixels,
  WIDE,
} from "../support/browser";
import { FixtureServer } from "../support/fixture_server";
import type { FixtureServerOptions } from "../support/fixture_server";

function pathOf(title: string): string {
  return `/${FIXTURES.find((one) => titleOf(one.game) === title)!.game.name}`;
}

const MLB = pathOf("Boston Red Sox at New York Yankees");
const EPL = pathOf("Nottingham Forest at Arsenal");
const WNBA = pathOf("Las Vegas Aces at New York Liberty");
const MY_MODEL = `/my-models/${idOf(USER_MODELS[1]!.versions[0]!.name)}`;
const FINAL = pathOf("Kansas City Royals at Cleveland Guardians");

interface Shown {
  name: string;
  path: string;
  waitFor: string; // a text that is there when the page is
  server?: FixtureServerOptions;
}

const PAGES: Shown[] = [
  { name: "board", path: "/", waitFor: "Boston Red Sox" },
  { name: "board of one sport", path: "/?sport=epl", waitFor: "Arsenal" },
  { name: "game, moneyline", path: MLB, waitFor: "Winning margin" },
  { name: "game, spread", path: `${MLB}?market=spread`, waitFor: "Winning margin" },
  { name: "game, three-way", path: EPL, waitFor: "Winning margin" },
  { name: "game with an abstention", path: WNBA, waitFor: "abstains" },
  { name: "game, final", path: FINAL, waitFor: "How each book closed" },
  { name: "models", path: "/models", waitFor: "Against close" },
  { name: "benny", path: "/benny", waitFor: "Settled bets" },
  { name: "log in", path: "/log-in", waitFor: "No account yet" },
  { name: "register", path: "/register", waitFor: "Already registered" },
  { name: "account", path: "/account", waitFor: "Preferences", server: { loggedIn: true } },
  { name: "my models, logged out", path: "/my-models", waitFor: "Log in to see your models" },
  { name: "my models", path: "/my-models", waitFor: "Late steam", server: { loggedIn: true } },
  {
    name: "my models, empty",
    path: "/my-models",
    waitFor: "No model yet",
    server: { loggedIn: true, empty: true },
  },
  {
    name: "my models, failing",
    path: "/my-models",
    waitFor: "Your models could not be loaded",
    server: { loggedIn: true, failing: /user-models/ },
  },
  { name: "my model", path: MY_MODEL, waitFor: "As first made", server: { loggedIn: true } },
  {
    name: "my model, edited",
    path: `${MY_MODEL}/edit`,
    waitFor: "Nothing is changed yet",
    server: { loggedIn: true },
  },
  {
    name: "new model",
    path: "/my-models/new",
    waitFor: "Create model",
    server: { loggedIn: true },
  },
  { name: "not found", path: "/nowhere", waitFor: "There is no such page" },
  { name: "board, empty", path: "/", waitFor: "No games", server: { empty: true } },
  {
    name: "models, empty",
    path: "/models",
    waitFor: "Not enough graded games",
    server: { empty: true },
  },
  { name: "benny, empty", path: "/benny", waitFor: "No decision yet", server: { empty: true } },
  {
    name: "board, failing",
    path: "/",
    waitFor: "could not be loaded",
    server: { failing: /games|analyses/ },
  },
  {
    name: "game, forecasts failing",
    path: MLB,
    waitFor: "The forecasts could not be loaded",
    server: { failing: /analyses|fair-prices/ },
  },
  {
    name: "models, failing",
    path: "/models",
    waitFor: "The comparison could not be loaded",
    server: { failing: /comparison|models/ },
  },
  {
    name: "benny, failing",
    path: "/benny",
    waitFor: "Benny’s record could not be loaded",
    server: { failing: /benny/ },
  },
];

const SCREENS = [
  { name: "1440 dark", size: WIDE, light: false },
  { name: "390 dark", size: NARROW, light: false },
  { name: "1440 light", size: WIDE, light: true },
  { name: "390 light", size: NARROW, light: true },
];

describe.skipIf(!hasChromium)("every page", () => {
  const chromium = new Chromium();
  let server: FixtureServer;
  beforeAll(async () => {
    server = await FixtureServer.start();
  });
  afterAll(async () => {
    await chromium.close();
    await server?.stop();
  });

  const shows = async (page: Page, shown: Shown) => {
    await page.goto(server.url + shown.path);
    await page.getByText(shown.waitFor).first().waitFor();
    await page.waitForLoadState("load");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  };

  for (const shown of PAGES) {
    it.each(SCREENS.filter((screen) => !screen.light || !shown.server))(
      `${shown.name} is whole and accessible at $name`,
      async ({ name, size, light }) => {
        server.options = shown.server ?? {};
        server.setLoggedIn(shown.server?.loggedIn ?? false);
        server.faults.length = 0;
        const { page, faults, close } = await chromium.page({ size, light });
        onTestFinished(close);
        await shows(page, shown);
        await keepScreenshot(page, `${shown.name} ${name}`.replace(/[^a-z0-9]+/g, "-"));
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await sidewaysPixels(page)).toBe(0);
        expect(faults).toEqual([]);
        expect(server.faults).toEqual([]);
      },
    );
  }
});
