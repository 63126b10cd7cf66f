import type { ApiClient } from "./api/client";
import type { GetWorldClockResponse } from "./api/types";

export type ClockSource = "server" | "device";

// World time, the app's "now", as the server last told it. Live it runs on between two tellings; in
// a replay it stands until the server moves it.
export class WorldClock {
  private told: { worldMs: number; wallMs: number } | undefined;
  private replaying = false;
  private asked: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly firstTelling: Promise<void>;
  private resolveFirst: () => void = () => undefined;

  constructor(
    private readonly wallMs: () => number = () => performance.now(),
    private readonly deviceMs: () => number = () => Date.now(),
  ) {
    this.firstTelling = new Promise((resolve) => (this.resolveFirst = resolve));
  }

  set(worldTime: string): void {
    const worldMs = Date.parse(worldTime);
    if (Number.isNaN(worldMs)) return;
    // Events resume from the past after a reconnect; the clock does not.
    if (this.told && worldMs < this.told.worldMs) return;
    this.told = { worldMs, wallMs: this.wallMs() };
    this.resolveFirst();
    this.listeners.forEach((listener) => listener());
  }

  now(): Date {
    if (!this.told) return new Date(this.deviceMs());
    return new Date(this.told.worldMs + (this.replaying ? 0 : this.wallMs() - this.told.wallMs));
  }

  source(): ClockSource {
    return this.told ? "server" : "device";
  }

  replay(): boolean {
    return this.replaying;
  }

  // Resolves once the server has told the time, or could not be asked. Asks it once, and also
  // whether this is a replay.
  async known(client: ApiClient): Promise<void> {
    this.asked ??= client
      .get<GetWorldClockResponse>("/v1/world-clock")
      .then((answer) => this.take(answer))
      .catch(() => undefined);
    await Promise.race([this.asked, this.firstTelling]);
  }

  private take({ worldTime, replay }: GetWorldClockResponse): void {
    this.replaying = replay;
    this.set(worldTime);
    this.listeners.forEach((listener) => listener());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
