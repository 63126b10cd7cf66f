import { describe, expect, it } from "vitest";
import type { ApiClient } from "./api/client";
import { WorldClock } from "./world_clock";

const NOON = "2026-08-14T12:00:00Z";

function clientTelling(replay: boolean): ApiClient {
  return { get: () => Promise.resolve({ worldTime: NOON, replay }) } as unknown as ApiClient;
}

describe("the world clock", () => {
  it("is the device's until the server has told it", () => {
    const clock = new WorldClock(
      () => 0,
      () => 1000,
    );
    expect(clock.now().getTime()).toBe(1000);
    expect(clock.source()).toBe("device");
  });

  it("runs on between two tellings when live", async () => {
    let wall = 50;
    const clock = new WorldClock(
      () => wall,
      () => 0,
    );
    await clock.known(clientTelling(false));
    wall += 1500;
    expect(clock.now().toISOString()).toBe("2026-08-14T12:00:01.500Z");
    expect(clock.source()).toBe("server");
  });

  it("stands still between two tellings in a replay", async () => {
    let wall = 50;
    const clock = new WorldClock(
      () => wall,
      () => 0,
    );
    await clock.known(clientTelling(true));
    wall += 60_000;
    expect(clock.now().toISOString()).toBe("2026-08-14T12:00:00.000Z");
  });

  it("never goes back", () => {
    const clock = new WorldClock(
      () => 0,
      () => 0,
    );
    clock.set(NOON);
    clock.set("2026-08-14T11:59:00Z");
    clock.set("nonsense");
    expect(clock.now().toISOString()).toBe("2026-08-14T12:00:00.000Z");
  });

  it("does without a server that cannot be asked", async () => {
    const clock = new WorldClock(
      () => 0,
      () => 7,
    );
    await clock.known({ get: () => Promise.reject(new Error("down")) } as unknown as ApiClient);
    expect(clock.now().getTime()).toBe(7);
  });
});
