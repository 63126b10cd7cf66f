import type { LiveType } from "../api/live";
import type {
  Analysis,
  ClosingLine,
  ConsensusLine,
  FairPrice,
  Game,
  Movement,
  Quote,
} from "../api/types";
import { useLive, useServices, useThrottled } from "../app_context";
import { useLoad } from "../use_load";
import type { Loaded } from "../use_load";

const PRICES: readonly LiveType[] = ["QuotesChanged", "QuoteGone", "LineClosed"];
const STATES: readonly LiveType[] = [
  "GameStarted",
  "GameMoved",
  "GameMerged",
  "GameVoided",
  "GameFinal",
  "ResultCorrected",
];

export interface GameLoads {
  game: Loaded<Game>;
  quotes: Loaded<Quote[]>;
  movements: Loaded<Movement[]>;
  consensus: Loaded<ConsensusLine[]>;
  closes: Loaded<ClosingLine[]>;
  analyses: Loaded<Analysis[]>;
  fairPrices: Loaded<FairPrice[]>;
  distribution: Loaded<Analysis | undefined>;
}

// Everything about one game, each part on its own: one service that fails takes only its panel with
// it.
export function useGame(name: string): GameLoads {
  const { api } = useServices();
  const list = <T>(part: string, items: string, pageSize: number) =>
    useLoad(`${name} ${part}`, (signal) =>
      api.listAll<T>(`/v1/${name}/${part}`, items, { pageSize }, signal),
    );
  const game = useLoad(name, (signal) =>
    api.get<Game>(`/v1/${name}`, { view: "GAME_VIEW_BOARD" }, signal),
  );
  const quotes = list<Quote>("quotes", "quotes", 1000);
  const movements = list<Movement>("movements", "movements", 5000);
  const consensus = list<ConsensusLine>("consensus", "consensus", 500);
  const closes = list<ClosingLine>("closing-lines", "closingLines", 1000);
  const fairPrices = list<FairPrice>("fair-prices", "fairPrices", 500);
  const analyses = useLoad(`${name} analyses`, (signal) =>
    api.listAll<Analysis>("/v1/analyses", "analyses", { game: name, pageSize: 100 }, signal),
  );
  const ensemble = analyses.value?.find(
    (one) => one.model === "models/ensemble" && one.state === "STATE_PREDICTED",
  );
  const distribution = useLoad(`${name} distribution ${ensemble?.name ?? ""}`, (signal) =>
    ensemble ? api.get<Analysis>(`/v1/${ensemble.name}`, {}, signal) : Promise.resolve(undefined),
  );

  useReloads(name, PRICES, [game, quotes, movements, consensus, fairPrices, closes], 1200);
  useReloads(name, STATES, [game, closes, consensus], 600);
  useReloads(name, ["PredictionMade", "ForecastAbstained"], [analyses, fairPrices], 1500);
  return { game, quotes, movements, consensus, closes, analyses, fairPrices, distribution };
}

function useReloads(
  name: string,
  types: readonly LiveType[],
  loads: readonly Pick<Loaded<unknown>, "reload">[],
  everyMs: number,
) {
  const reload = useThrottled(() => loads.forEach((load) => load.reload()), everyMs);
  useLive(types, (event) => event.aggregate === name && reload(), reload);
}
