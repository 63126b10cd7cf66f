import { useServices, useStreamState } from "../app_context";
import { useSyncExternalStore } from "react";

const TEXTS = {
  open: "Live",
  connecting: "Connecting",
  waiting: "Reconnecting",
  closed: "Offline",
} as const;

// Whether what is on screen moves by itself; in a replay that the clock is not today's.
export function StreamStatus() {
  const { clock } = useServices();
  const state = useStreamState();
  const replay = useSyncExternalStore(clock.subscribe, () => clock.replay());
  return (
    <span className="stream" data-state={state} role="status">
      <i aria-hidden="true" />
      {state === "open" && replay ? "Replay" : TEXTS[state]}
    </span>
  );
}
