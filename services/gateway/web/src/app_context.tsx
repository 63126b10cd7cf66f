import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { ReactNode } from "react";
import { ApiClient } from "./api/client";
import { LiveFeed } from "./api/live";
import type { LiveListener, LiveType } from "./api/live";
import { Session } from "./api/session";
import type { StreamState } from "./api/sse";
import type { User } from "./api/types";
import { PreferencesStore } from "./preferences";
import type { Preferences } from "./preferences";
import { WorldClock } from "./world_clock";

// What every page may use. Made once, in main.tsx; tests make their own.
export interface Services {
  api: ApiClient;
  session: Session;
  live: LiveFeed;
  clock: WorldClock;
  preferences: PreferencesStore;
}

export function makeServices(storage: Storage | undefined): Services {
  const session = new Session();
  const api = new ApiClient({ session });
  const clock = new WorldClock();
  return {
    api,
    session,
    clock,
    live: new LiveFeed(api, clock),
    preferences: new PreferencesStore(storage),
  };
}

const Context = createContext<Services | undefined>(undefined);

export function ServicesProvider({
  services,
  children,
}: {
  services: Services;
  children: ReactNode;
}) {
  return <Context.Provider value={services}>{children}</Context.Provider>;
}

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error("useServices: want a ServicesProvider above");
  return services;
}

export function usePreferences(): Preferences {
  const { preferences } = useServices();
  return useSyncExternalStore(preferences.subscribe, preferences.get);
}

export function useUser(): User | undefined {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, () => session.user());
}

// Whether it is known if somebody is logged in.
export function useSessionSettled(): boolean {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, () => session.settled());
}

export function useStreamState(): StreamState {
  const { live } = useServices();
  return useSyncExternalStore(live.subscribeState, live.state);
}

// World time, seen again every `everyMs` and whenever the server tells it.
export function useNow(everyMs: number): Date {
  const { clock } = useServices();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const look = () => setNow(clock.now());
    look();
    const timer = setInterval(look, everyMs);
    const unsubscribe = clock.subscribe(look);
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [clock, everyMs]);
  return now;
}

// Calls `listener` for every event of `types`, and `onGap` when events were missed.
export function useLive(
  types: readonly LiveType[],
  listener: LiveListener,
  onGap: () => void,
): void {
  const { live } = useServices();
  const latest = useRef({ listener, onGap });
  latest.current = { listener, onGap };
  const key = types.join();
  useEffect(
    () =>
      live.on(
        key.split(",") as LiveType[],
        (event) => latest.current.listener(event),
        () => latest.current.onGap(),
      ),
    [live, key],
  );
}

// `run`, but at most once in `waitMs` however often it is asked for; the last asking is never lost.
export function useThrottled(run: () => void, waitMs: number): () => void {
  const latest = useRef(run);
  latest.current = run;
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(() => {
    let last = -Infinity;
    return () => {
      if (timer.current !== undefined) return;
      const wait = Math.max(0, last + waitMs - performance.now());
      timer.current = setTimeout(() => {
        timer.current = undefined;
        last = performance.now();
        latest.current();
      }, wait);
    };
  }, [waitMs]);
}
