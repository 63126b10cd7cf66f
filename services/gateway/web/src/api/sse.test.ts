import { afterEach, describe, expect, it, vi } from "vitest";
import { EventStream, EventStreamParser } from "./sse";
import type { StreamEvent, StreamState } from "./sse";

describe("the parser of event streams", () => {
  const all = (...chunks: string[]) => {
    const parser = new EventStreamParser();
    return chunks.flatMap((chunk) => parser.push(chunk));
  };
  const whole =
    'id: a1\nevent: QuotesChanged\ndata: {"x":1}\n\n: heartbeat\n\ndata: one\ndata: two\n\n';
  const events = [
    { id: "a1", event: "QuotesChanged", data: '{"x":1}' },
    { id: "a1", event: "message", data: "one\ntwo" },
  ];

  it("reads events, joins their lines and keeps the last id", () => {
    expect(all(whole)).toEqual(events);
  });

  it("does not care where the stream was cut", () => {
    for (let at = 0; at <= whole.length; ++at)
      expect(all(whole.slice(0, at), whole.slice(at))).toEqual(events);
    expect(all(...whole)).toEqual(events);
  });

  it("takes every kind of line end, even a CR LF cut in two", () => {
    expect(all(whole.replaceAll("\n", "\r\n"))).toEqual(events);
    expect(all(...whole.replaceAll("\n", "\r\n"))).toEqual(events);
    expect(all(whole.replaceAll("\n", "\r"))).toEqual(events);
  });

  it("gives no event without data, and none that is not finished", () => {
    expect(all("event: clock\n\n", "data: half")).toEqual([]);
  });

  it("takes a field without a colon or without a space", () => {
    expect(all("data\ndata:x\n\n")).toEqual([{ id: "", event: "message", data: "\nx" }]);
  });
});

// A server under the test's hand: each connection is a stream it can write to, end or leave silent.
class Connections {
  readonly opened: {
    lastEventId: string | undefined;
    controller: ReadableStreamDefaultController<Uint8Array>;
    signal: AbortSignal;
  }[] = [];
  refuse = false;

  open = (lastEventId: string | undefined, signal: AbortSignal): Promise<Response> => {
    if (this.refuse) return Promise.reject(new Error("refused"));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.opened.push({ lastEventId, controller, signal });
        signal.addEventListener("abort", () => controller.error(new Error("aborted")), {
          once: true,
        });
      },
    });
    return Promise.resolve(new Response(body));
  };

  write(text: string): void {
    this.opened[this.opened.length - 1]!.controller.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    this.opened[this.opened.length - 1]!.controller.close();
  }
}

describe("the reader of event streams", () => {
  afterEach(() => vi.useRealTimers());

  const start = () => {
    vi.useFakeTimers();
    const connections = new Connections();
    const events: StreamEvent[] = [];
    const states: StreamState[] = [];
    const stream = new EventStream({
      open: connections.open,
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
    });
    void stream.run();
    return {
      connections,
      events,
      states,
      stream,
      pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    };
  };

  it("connects again with the last id after the stream ends", async () => {
    const { connections, events, pass } = start();
    await pass(0);
    connections.write("id: c7\nevent: A\ndata: 1\n\n");
    await pass(0);
    connections.end();
    await pass(2000);
    expect(events).toHaveLength(1);
    expect(connections.opened.map((one) => one.lastEventId)).toEqual([undefined, "c7"]);
  });

  it("connects again after thirty seconds of silence, and not before", async () => {
    const { connections, pass } = start();
    await pass(29_000);
    connections.write(": heartbeat\n\n");
    await pass(29_000);
    expect(connections.opened).toHaveLength(1);
    await pass(3000);
    expect(connections.opened).toHaveLength(2);
    expect(connections.opened[0]!.signal.aborted).toBe(true);
  });

  it("waits longer after each failure, but never more than the maximum", async () => {
    const { connections, pass, states } = start();
    connections.refuse = true;
    await pass(0);
    connections.end();
    await pass(120_000);
    const tries = states.filter((state) => state === "connecting").length;
    expect(tries).toBeGreaterThan(8);
    expect(tries).toBeLessThan(24);
    connections.refuse = false;
    await pass(19_000);
    expect(states[states.length - 1]).toBe("open");
  });

  it("does not wait out its pause when hurried, nor when reopened", async () => {
    const { connections, pass, stream } = start();
    await pass(0);
    connections.end();
    await pass(0);
    stream.hurry();
    await pass(0);
    expect(connections.opened).toHaveLength(2);
    stream.reopen();
    await pass(0);
    expect(connections.opened).toHaveLength(3);
  });

  it("stays closed once closed", async () => {
    const { connections, pass, states, stream } = start();
    await pass(0);
    stream.close();
    await pass(60_000);
    expect(connections.opened).toHaveLength(1);
    expect(states[states.length - 1]).toBe("closed");
  });
});
