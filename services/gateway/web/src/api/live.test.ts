import { describe, expect, it } from "vitest";
import { WorldClock } from "../world_clock";
import type { ApiClient } from "./client";
import { LiveFeed } from "./live";
import type { StreamEventsResponse } from "./types";

function feedOf(text: string) {
  const clock = new WorldClock(
    () => 0,
    () => 0,
  );
  const opened: unknown[] = [];
  const client = {
    openStream: (...asked: unknown[]) => {
      opened.push(asked);
      return opened.length === 1
        ? Promise.resolve(new Response(text))
        : new Promise<Response>(() => undefined);
    },
  } as unknown as ApiClient;
  return { feed: new LiveFeed(client, clock), clock, opened };
}

function eventText(type: string, aggregate: string): string {
  const event: StreamEventsResponse = {
    id: "c1",
    service: "collector",
    type,
    aggregate,
    worldTime: "2026-08-14T12:00:05Z",
    payload: { "@type": `type.googleapis.com/${type}` },
  };
  return `id: c1\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

const HELLO = 'event: hello\ndata: {"worldTime":"2026-08-14T12:00:00Z"}\n\n';
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the live feed", () => {
  it("tells each listener the events of its types, by short or full name", async () => {
    const { feed } = feedOf(
      HELLO +
        eventText("overround.collector.v1.QuotesChanged", "games/1") +
        eventText("GameFinal", "games/2"),
    );
    const heard: string[] = [];
    feed.on(
      ["QuotesChanged", "GameFinal"],
      (event) => heard.push(event.aggregate),
      () => heard.push("gap"),
    );
    feed.start();
    await settle();
    feed.stop();
    expect(heard).toEqual(["games/1", "games/2"]);
  });

  it("sets the clock by every event", async () => {
    const { feed, clock } = feedOf(
      HELLO + eventText("overround.collector.v1.GameFinal", "games/1"),
    );
    feed.start();
    await settle();
    feed.stop();
    expect(clock.now().toISOString()).toBe("2026-08-14T12:00:05.000Z");
  });

  it("tells of a gap, and passes over what it cannot read", async () => {
    const { feed } = feedOf(
      `event: x\ndata: not json\n\nevent: reset\ndata: {"reason":"pruned"}\n\n`,
    );
    const heard: string[] = [];
    const off = feed.on(
      ["GameFinal"],
      () => heard.push("event"),
      () => heard.push("gap"),
    );
    feed.start();
    await settle();
    off();
    feed.stop();
    expect(heard).toEqual(["gap"]);
  });
});
