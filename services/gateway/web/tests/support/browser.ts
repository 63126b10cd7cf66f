import { existsSync, mkdirSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

export const CHROMIUM = process.env.OVERROUND_CHROMIUM ?? "/usr/bin/chromium";
export const hasChromium = existsSync(CHROMIUM);

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

function launch(): Promise<Browser> {
  const quiet = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet],
  });
}

// One Chromium for the specs of a file. One that has died is replaced by the next page's.
export class Chromium {
  private browser: Browser | undefined;

  async page(options: PageOptions = {}): Promise<OpenPage> {
    if (!this.browser?.isConnected()) this.browser = await launch();
    return openPage(this.browser, options);
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }
}

export interface OpenPage {
  page: Page;
  faults: string[];
  close: () => Promise<void>;
}

export interface PageOptions {
  size?: { width: number; height: number };
  light?: boolean;
}

// A page in a context of its own. Whatever the app throws, or logs as an error, ends up in
// `faults`.
async function openPage(
  browser: Browser,
  { size = WIDE, light = false }: PageOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: size,
    timezoneId: "America/New_York",
    colorScheme: light ? "light" : "dark",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A refused call is logged by the browser itself; pages answer for those on screen.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  return { page, faults, close: () => context.close() };
}

// What axe finds wrong, one line each.
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // The app has no frames: legacy mode looks at one page and opens no others.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

// Wider than the window means somebody on a phone has to scroll sideways.
export async function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

// Kept only when OVERROUND_SCREENSHOTS names a folder.
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.OVERROUND_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
