import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { MemoryRouter } from "react-router-dom";
import { SPORTS, BOOKS } from "../fixtures/catalogue";
import { ApiClient } from "../../src/api/client";
import { LiveFeed } from "../../src/api/live";
import { Session } from "../../src/api/session";
import { ServicesProvider } from "../../src/app_context";
import type { Services } from "../../src/app_context";
import { DirectoryProvider } from "../../src/pages/use_directory";
import { PreferencesStore } from "../../src/preferences";
import { WorldClock } from "../../src/world_clock";

// Draws a component among services that answer from `answers` (path without query -> JSON) and
// nothing else.
export function draw(element: ReactElement, answers: Readonly<Record<string, unknown>> = {}) {
  const services = testServices(answers);
  const drawn = render(
    <ServicesProvider services={services}>
      <MemoryRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
        <DirectoryProvider>{element}</DirectoryProvider>
      </MemoryRouter>
    </ServicesProvider>,
  );
  return { ...drawn, services };
}

function testServices(answers: Readonly<Record<string, unknown>>): Services {
  const all: Record<string, unknown> = {
    "/v1/sports": { sports: SPORTS, nextPageToken: "" },
    "/v1/sportsbooks": { sportsbooks: BOOKS.map((one) => one.book), nextPageToken: "" },
    ...answers,
  };
  const fetched = ((url: string) => {
    const json = all[url.split("?")[0]!];
    const unavailable = {
      error: { code: 503, status: "UNAVAILABLE", message: "down", details: [] },
    };
    return Promise.resolve(
      new Response(JSON.stringify(json ?? unavailable), { status: json ? 200 : 503 }),
    );
  }) as unknown as typeof fetch;
  const session = new Session({ fetch: fetched });
  const api = new ApiClient({ session, fetch: fetched });
  const clock = new WorldClock();
  const preferences = new PreferencesStore(undefined);
  preferences.set({ timeZone: "America/New_York" });
  return { session, api, clock, preferences, live: new LiveFeed(api, clock) };
}
