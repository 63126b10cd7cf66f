import type { ApiClient } from "./client";
import { EventStream } from "./sse";
import type { StreamEvent, StreamState } from "./sse";
import type { StreamEventsResponse } from "./types";
import type { WorldClock } from "../world_clock";

export type LiveListener = (event: StreamEventsResponse) => void;

// What the app listens to; the rest is not sent to it.
const TYPES = [
  "GameScheduled",
  "GameStarted",
  "GameMoved",
  "GameMerged",
  "GameVoided",
  "GameFinal",
  "ResultCorrected",
  "QuotesChanged",
  "QuoteGone",
  "LineClosed",
  "PredictionMade",
  "ForecastAbstained",
  "PredictionGraded",
  "BetPlaced",
  "BetSettled",
  "BetResettled",
  "BankrollFunded",
  "DecisionMade",
] as const;

export type LiveType = (typeof TYPES)[number];

// One connection to /v1/events for the whole app. After a `reset` every listener hears of a gap and
// loads again.
export class LiveFeed {
  private readonly listeners = new Map<string, Set<LiveListener>>();
  private readonly gapListeners = new Set<() => void>();
  private readonly stateListeners = new Set<() => void>();
  private readonly stream: EventStream;
  private streamState: StreamState = "connecting";

  constructor(
    client: ApiClient,
    private readonly clock: WorldClock,
  ) {
    this.stream = new EventStream({
      open: (lastEventId, signal) =>
        client.openStream(
          "/v1/events",
          { types: TYPES },
          lastEventId ? { "Last-Event-ID": lastEventId } : {},
          signal,
        ),
      onEvent: (event) => this.take(event),
      onState: (state) => this.change(state),
    });
  }

  start(): void {
    void this.stream.run();
  }

  stop(): void {
    this.stream.close();
  }

  hurry(): void {
    this.stream.hurry();
  }

  // Connects anew: somebody has logged in or out, and sees other events.
  reopen(): void {
    this.stream.reopen();
  }

  state = (): StreamState => this.streamState;

  subscribeState = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  on(types: readonly LiveType[], listener: LiveListener, onGap: () => void): () => void {
    for (const type of types) {
      if (!this.listeners.has(type)) this.listeners.set(type, new Set());
      this.listeners.get(type)!.add(listener);
    }
    this.gapListeners.add(onGap);
    return () => {
      for (const type of types) this.listeners.get(type)?.delete(listener);
      this.gapListeners.delete(onGap);
    };
  }

  private take(event: StreamEvent): void {
    let data: Partial<StreamEventsResponse>;
    try {
      data = JSON.parse(event.data) as Partial<StreamEventsResponse>;
    } catch {
      return; // Not ours to judge: the next event may be whole.
    }
    if (data.worldTime) this.clock.set(data.worldTime);
    if (event.event === "reset") {
      this.gapListeners.forEach((listener) => listener());
      return;
    }
    if (!data.type || !data.payload) return; // hello, clock
    const shortName = data.type.slice(data.type.lastIndexOf(".") + 1);
    this.listeners.get(shortName)?.forEach((listener) => listener(data as StreamEventsResponse));
  }

  private change(state: StreamState): void {
    this.streamState = state;
    this.stateListeners.forEach((listener) => listener());
  }
}
