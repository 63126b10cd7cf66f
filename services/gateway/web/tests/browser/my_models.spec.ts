import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { idOf } from "../../src/names";
import { PASSWORD, USER } from "../fixtures/answers";
import { USER_MODELS } from "../fixtures/user_models";
import { accessibilityFaults, Chromium, hasChromium, NARROW } from "../support/browser";
import { FixtureServer } from "../support/fixture_server";

const [BULLPENS, STEAM] = USER_MODELS.map((one) => one.versions[0]!);
const STEAM_PATH = `/my-models/${idOf(STEAM!.name)}`;

describe.skipIf(!hasChromium)("somebody with models", () => {
  const chromium = new Chromium();
  let server: FixtureServer;
  let page: Page;
  let faults: string[];
  let close: () => Promise<void>;
  afterAll(() => chromium.close());
  beforeEach(async () => {
    server = await FixtureServer.start({ loggedIn: true });
    ({ page, faults, close } = await chromium.page());
  });
  afterEach(async () => {
    await close();
    await server.stop();
    expect(faults).toEqual([]);
    expect(server.faults).toEqual([]);
  });

  const open = (path: string) => page.goto(server.url + path);
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const asked = (start: string) => server.asked.filter((one) => one.startsWith(start));
  const versions = () => page.getByRole("region", { name: "Versions" });

  it("is asked to log in, and is back where it began", async () => {
    server.setLoggedIn(false);
    await open("/my-models");
    await page.getByText("Log in to see your models").waitFor();
    expect(await page.getByRole("navigation").getByText("My models").count()).toBe(0);
    await page.getByRole("main").getByRole("link", { name: "Log in" }).click();
    await page.getByLabel("Email").fill(USER.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await button("Log in").click();
    await page.getByRole("heading", { name: STEAM!.displayName }).waitFor();
    await page.getByRole("navigation", { name: "Main" }).getByText("My models").waitFor();
  });

  it("makes a model, once it says what is missing", async () => {
    await open("/my-models");
    await page.getByRole("link", { name: "New model" }).click();
    await button("Create model").click();
    await page.getByText("Give it a name").waitFor();
    await page.getByText("Choose at least one sport").waitFor();
    await page.getByText("Choose at least one market").waitFor();
    await page.getByText("Give at least one a weight other than zero").waitFor();
    expect(await page.getByLabel("Name").evaluate((one) => one === document.activeElement)).toBe(
      true,
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(asked("POST /v1/user-models")).toEqual([]);

    await page.getByLabel("Name").fill("Rested goalies");
    await page.getByLabel("MLB").check();
    await page.getByLabel("Total", { exact: true }).check();
    await page.getByLabel("Injuries, weight").fill("-2.5");
    await page.getByLabel("Recent form, slider").press("ArrowRight");
    await page.getByLabel("Another feature").fill("elo_difference");
    await page.getByLabel("Another feature").press("Enter");
    await page.getByRole("radio", { name: "Kelly" }).check();
    await page.getByLabel("Of the Kelly stake, %").fill("50");
    await button("Create model").click();
    await page.getByRole("heading", { name: "Rested goalies" }).waitFor();
    await page.getByText("50% of the Kelly stake, at most 5% of the bankroll").waitFor();
    await versions().getByText("As first made").waitFor();
    expect(server.userModels.list().at(-1)).toMatchObject({
      sports: ["sports/mlb"],
      kinds: ["KIND_TOTAL"],
      weights: { injuries: -2.5, recent_form: 0.1, elo_difference: 1 },
    });
    expect(asked("POST /v1/user-models?requestId=")).toHaveLength(1);
  });

  it("reads at the field what the server refuses", async () => {
    await open(`${STEAM_PATH}/edit`);
    await page.getByLabel("Name").fill(BULLPENS!.displayName);
    await button("Save").click();
    await page.getByText("Another of your models has this name").waitFor();
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Name").fill("Early steam");
    await page.getByText("Another of your models has this name").waitFor({ state: "detached" });
    await page.getByText("Stays version 3").waitFor();
    await button("Save").click();
    await page.getByRole("heading", { name: "Early steam" }).waitFor();
    expect(asked("PATCH").at(-1)).toContain("updateMask=displayName");
  });

  it("changes what a model computes, which makes version 2", async () => {
    await open("/my-models");
    await page.getByRole("link", { name: BULLPENS!.displayName }).click();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Team statistics, weight").fill("4");
    await page.getByText("Makes version 2; version 1 stays as it is.").waitFor();
    await button("Save").click();
    await versions().getByText("Team statistics +2 → +4").waitFor();
    await versions().getByText("As first made").waitFor();
    expect(asked("PATCH")[0]).toContain("updateMask=weights");
  });

  it("is not allowed to overwrite what another tab has saved", async () => {
    await open(`${STEAM_PATH}/edit`);
    await page.getByText("Nothing is changed yet").waitFor();
    server.userModels.update(STEAM!.name, { ...STEAM!, description: "Other" }, "description");
    await page.getByLabel("Injuries, weight").fill("1");
    await button("Save").click();
    await page.getByText("changed elsewhere since you opened it").waitFor();
    await button("Drop my changes and load it again").click();
    await page.getByLabel("What it is for").getByText("Other").waitFor();
    expect(await page.getByLabel("Injuries, weight").inputValue()).toBe("0");
  });

  it("resumes and pauses a model", async () => {
    await open(STEAM_PATH);
    await button("Resume").click();
    await page.getByText("Active", { exact: true }).waitFor();
    await button("Pause").click();
    await page.getByText("Paused", { exact: true }).waitFor();
    expect(asked(`POST /v1/${STEAM!.name}`).map((one) => one.split(":")[1])).toEqual([
      "resume",
      "pause",
    ]);
  });

  it("deletes a model only when asked twice", async () => {
    await page.setViewportSize(NARROW);
    await open(STEAM_PATH);
    await button("Delete").click();
    await page.getByText("It cannot be brought back").waitFor();
    await button("Keep it").click();
    expect(asked("DELETE")).toEqual([]);
    await button("Delete").click();
    await button("Delete for good").click();
    await page.getByText("1 of 5").waitFor();
    expect(await page.getByText(STEAM!.displayName).count()).toBe(0);
    expect(asked("DELETE")).toHaveLength(1);
  });
});
