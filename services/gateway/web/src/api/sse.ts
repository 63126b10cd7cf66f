// One event of a text/event-stream.
export interface StreamEvent {
  id: string; // the last id seen so far
  event: string;
  data: string;
}

// Cuts a stream of text into events, wherever the chunks were cut. Comments and `retry` are passed
// over.
export class EventStreamParser {
  private rest = "";
  private id = "";
  private event = "";
  private data: string[] = [];
  private afterCarriageReturn = false;

  push(chunk: string): StreamEvent[] {
    let text = chunk;
    // A CR LF may be cut in two: the LF then ends no second line.
    if (this.afterCarriageReturn && text.startsWith("\n")) text = text.slice(1);
    if (text) this.afterCarriageReturn = text.endsWith("\r");
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? "";
    return lines.map((line) => this.take(line)).filter((event) => event !== undefined);
  }

  private take(line: string): StreamEvent | undefined {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.event = value;
    else if (field === "id" && !value.includes("\0")) this.id = value;
    return undefined;
  }

  private dispatch(): StreamEvent | undefined {
    const { event, data } = this;
    this.event = "";
    this.data = [];
    return data.length
      ? { id: this.id, event: event || "message", data: data.join("\n") }
      : undefined;
  }
}

export type StreamState = "connecting" | "open" | "waiting" | "closed";

export interface StreamOptions {
  // Opens the stream after `lastEventId`, or from now where there is none.
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
  onEvent: (event: StreamEvent) => void;
  onState?: (state: StreamState) => void;
  silenceMs?: number; // default 30 s: the gateway's clock ticks every 10 s
  backoffMsMin?: number;
  backoffMsMax?: number;
}

// Reads a stream until closed: reconnects after an error, an end or silence, with the last id seen.
export class EventStream {
  private readonly closing = new AbortController();
  private lastEventId: string | undefined;
  private failures = 0;
  private wake: (() => void) | undefined;
  private attempt: AbortController | undefined;
  private hurrying = false;

  constructor(private readonly options: StreamOptions) {}

  async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      this.options.onState?.("connecting");
      // Whatever ended it, the answer is to connect again.
      await this.readOnce().catch(() => undefined);
      if (this.closing.signal.aborted) break;
      this.options.onState?.("waiting");
      await this.pause();
    }
    this.options.onState?.("closed");
  }

  close(): void {
    this.closing.abort();
    this.wake?.();
  }

  // Connects at once: the tab is visible again, or somebody has logged in.
  hurry(): void {
    this.wake?.();
  }

  // Drops the connection and connects at once.
  reopen(): void {
    this.failures = 0;
    this.hurrying = true;
    this.attempt?.abort();
    this.wake?.();
  }

  private async readOnce(): Promise<void> {
    const attempt = new AbortController();
    this.attempt = attempt;
    const abort = () => attempt.abort();
    this.closing.signal.addEventListener("abort", abort);
    const silence = new Watchdog(this.options.silenceMs ?? 30_000, abort);
    try {
      const response = await this.options.open(this.lastEventId, attempt.signal);
      this.options.onState?.("open");
      await this.readBody(response, silence);
    } finally {
      silence.stop();
      attempt.abort();
      this.closing.signal.removeEventListener("abort", abort);
      ++this.failures;
    }
  }

  private async readBody(response: Response, silence: Watchdog): Promise<void> {
    const reader = response.body!.getReader();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.closing.signal.aborted) return;
      silence.restart();
      this.failures = 0;
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        if (event.id) this.lastEventId = event.id;
        this.options.onEvent(event);
      }
    }
  }

  private async pause(): Promise<void> {
    if (this.hurrying) {
      this.hurrying = false;
      return;
    }
    await this.wait();
  }

  private wait(): Promise<void> {
    const min = this.options.backoffMsMin ?? 500;
    const max = this.options.backoffMsMax ?? 15_000;
    // Spread out, so that a restarted gateway does not meet all its readers at one instant.
    const spread = 0.75 + Math.random() / 2;
    const wait = Math.min(max, min * 2 ** Math.min(this.failures - 1, 16)) * spread;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

class Watchdog {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly limitMs: number,
    private readonly bark: () => void,
  ) {
    this.restart();
  }

  restart(): void {
    this.stop();
    this.timer = setTimeout(this.bark, this.limitMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
