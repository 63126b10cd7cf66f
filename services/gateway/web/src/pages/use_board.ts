import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ApiClient } from "../api/client";
import type { LiveType } from "../api/live";
import type { Analysis, Game, StreamEventsResponse } from "../api/types";
import { useLive, useServices, useThrottled } from "../app_context";
import { useLoad } from "../use_load";
import type { Loaded } from "../use_load";

const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = 24 * HOUR_MS; // A game under way has started; a day covers the longest.
const LOOK_AHEAD_MS = 8 * 24 * HOUR_MS;
const FINALS_MAX = 24;
const REFRESH_MS = 600;
const ONE_BY_ONE_MAX = 8; // More changed games than this are cheaper as one list.

const PRICE_EVENTS: readonly LiveType[] = [
  "QuotesChanged",
  "QuoteGone",
  "GameStarted",
  "GameMoved",
];
const LIST_EVENTS: readonly LiveType[] = [
  "GameScheduled",
  "GameMerged",
  "GameVoided",
  "GameFinal",
  "ResultCorrected",
];

export type Board = Omit<Loaded<readonly Game[]>, "value"> & { games: readonly Game[] | undefined };

// The games of the board with their best prices, kept up to date by the live stream.
export function useBoard(sport: string | undefined): Board {
  const { api, clock } = useServices();
  const list = useLoad(`board ${sport ?? "all"}`, async (signal) => {
    await clock.known(api);
    return loadBoard(api, clock.now(), sport, signal);
  });
  const { fresher, refresh } = useFresherGames(list.value);
  const reload = useThrottled(list.reload, 2 * REFRESH_MS);
  const shown = useMemo(() => new Set(list.value?.map((game) => game.name)), [list.value]);

  useLive(
    PRICE_EVENTS,
    (event) => shown.has(gameOf(event)) && refresh(gameOf(event), reload),
    reload,
  );
  useLive(LIST_EVENTS, reload, reload);

  const games = useMemo(
    () => list.value?.map((game) => fresher.get(game.name) ?? game),
    [list.value, fresher],
  );
  return { ...list, games };
}

async function loadBoard(
  api: ApiClient,
  now: Date,
  sport: string | undefined,
  signal: AbortSignal,
): Promise<Game[]> {
  const at = (offsetMs: number) => new Date(now.getTime() + offsetMs).toISOString();
  const upcoming = api.listAll<Game>(
    "/v1/games",
    "games",
    {
      sport,
      view: "GAME_VIEW_BOARD",
      statuses: ["STATUS_SCHEDULED", "STATUS_IN_PLAY", "STATUS_POSTPONED"],
      startTimeMin: at(-LOOK_BACK_MS),
      startTimeMax: at(LOOK_AHEAD_MS),
      pageSize: 250,
    },
    signal,
  );
  const finals = api.get<{ games: Game[] }>(
    "/v1/games",
    {
      sport,
      statuses: ["STATUS_FINAL", "STATUS_VOID"],
      startTimeMin: at(-2 * LOOK_BACK_MS),
      descending: true,
      pageSize: FINALS_MAX,
    },
    signal,
  );
  const [coming, over] = await Promise.all([upcoming, finals]);
  return [...coming, ...over.games];
}

// Games read again one by one since the list was loaded.
function useFresherGames(list: readonly Game[] | undefined) {
  const { api } = useServices();
  const [fresher, setFresher] = useState<ReadonlyMap<string, Game>>(new Map());
  const changed = useRef(new Set<string>());
  useEffect(() => setFresher(new Map()), [list]);

  const flush = useThrottled(() => {
    const names = [...changed.current];
    changed.current.clear();
    const reads = names.map((name) =>
      api.get<Game>(`/v1/${name}`, { view: "GAME_VIEW_BOARD" }).catch(() => undefined),
    );
    void Promise.all(reads).then((games) => {
      const read = games
        .filter((game) => game !== undefined)
        .map((game) => [game.name, game] as const);
      setFresher((before) => new Map([...before, ...read]));
    });
  }, REFRESH_MS);

  const refresh = useCallback(
    (name: string, reload: () => void) => {
      changed.current.add(name);
      if (changed.current.size <= ONE_BY_ONE_MAX) return flush();
      changed.current.clear();
      reload();
    },
    [flush],
  );
  return { fresher, refresh };
}

function gameOf(event: StreamEventsResponse): string {
  return event.aggregate;
}

// The ensemble's forecasts by game. The board is whole without them.
export function useForecasts(sport: string | undefined): ReadonlyMap<string, Analysis> {
  const { api } = useServices();
  const load = useLoad(`forecasts ${sport ?? "all"}`, (signal) =>
    api.listAll<Analysis>(
      "/v1/analyses",
      "analyses",
      { sport, model: "models/ensemble", state: "STATE_PREDICTED", pageSize: 200 },
      signal,
    ),
  );
  const reload = useThrottled(load.reload, 5000);
  useLive(["PredictionMade"], reload, reload);
  return useMemo(() => new Map(load.value?.map((one) => [one.game, one])), [load.value]);
}
