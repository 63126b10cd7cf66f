import type { Analysis, FairPrice, MarketKind, Side } from "../api/types";
import { modelRow, wholeGame } from "../game_market";
import type { ModelRow } from "../game_market";
import { modelName, sideLineText, sideName } from "../names";
import type { Teams } from "../names";
import type { Loaded } from "../use_load";
import type { GamePanelProps } from "./movement_panel";
import { shortName } from "./movement_panel";
import { ModelForecast } from "./model_forecast";
import type { MarketChances, ModelForecastProps } from "./model_forecast";
import { Empty, Failure, Loading } from "./notice";
import { ProbabilityBar } from "./probability_bar";

export interface ForecastPanelProps extends GamePanelProps {
  analyses: Loaded<Analysis[]>;
  fairPrices: Loaded<FairPrice[]>;
}

// What the models think beside what the market thinks.
export function ForecastPanel({ game, kind, sides, analyses, fairPrices }: ForecastPanelProps) {
  const { value, error, reload } = analyses;
  const rows = (value ?? [])
    .map((one) => modelRow(one, kind, sides))
    .filter((row) => row !== undefined)
    .sort(byModel);
  const silent = (value ?? []).filter((one) => one.state === "STATE_ABSTAINED");
  const market = marketOf(fairPrices.value ?? [], rows, kind, sides);
  const nothing = rows.length === 0 && silent.length === 0 && !market;
  return (
    <section className="panel" aria-label="Forecasts">
      <div className="panel-head">
        <h2>Market and models</h2>
        <span className="muted">{market?.line}</span>
      </div>
      {!value && !market ? (
        error ? (
          <Failure what="The forecasts" error={error} retry={reload} />
        ) : (
          <Loading rows={4} />
        )
      ) : nothing ? (
        <Empty title="No forecast yet">
          Models look at a game once books quote it, and again when something changes.
        </Empty>
      ) : (
        <div className="forecast">
          <SideNames sides={sides} teams={game} />
          {market && <MarketRow market={market} sides={sides} teams={game} />}
          {rows.map((row) => (
            <ModelForecast
              key={row.analysis.name}
              row={row}
              sides={sides}
              teams={game}
              market={market}
            />
          ))}
          {silent.map((one) => (
            <div key={one.name} className="forecast-row">
              <h3>{modelName(one.model)}</h3>
              <p className="forecast-silent">
                <span className="tag">abstains</span>{" "}
                {one.abstainMessage ?? one.abstainReason ?? "It gives no reason."}
              </p>
            </div>
          ))}
        </div>
      )}
      {market && rows.length > 0 && (
        <p className="panel-note">
          Ticks on a bar: where the market, without its margin, puts the bound.
        </p>
      )}
    </section>
  );
}

const ORDER = ["models/ensemble", "models/consensus", "models/elo"];

function byModel(a: ModelRow, b: ModelRow): number {
  const rank = (row: ModelRow) =>
    (ORDER.indexOf(row.analysis.model) + ORDER.length + 1) % (ORDER.length + 1);
  return rank(a) - rank(b) || a.analysis.model.localeCompare(b.analysis.model);
}

interface MarketView extends MarketChances {
  line: string;
  note: string;
}

// The fair prices at the models' line; else what the models were told the market thinks.
function marketOf(
  prices: readonly FairPrice[],
  rows: readonly ModelRow[],
  kind: MarketKind,
  sides: readonly Side[],
): MarketView | undefined {
  const fitting = prices.filter((one) => wholeGame(one.selection.market, kind));
  const wanted = rows[0]?.market.lineQuarters ?? fitting[0]?.selection.market.lineQuarters;
  const fair = sides.map((side) =>
    fitting.find(
      (one) => one.selection.side === side && one.selection.market.lineQuarters === wanted,
    ),
  );
  const told = sides.map((_, index) => rows[0]?.chances[index]?.prediction?.marketProbability);
  const chances = fair.every((one) => one !== undefined)
    ? fair.map((one) => one!.probability)
    : told;
  if (chances.some((one) => one === undefined)) return undefined;
  const market = rows[0]?.market ?? fair[0]!.selection.market;
  const books = fair[0]?.books.length ?? 0;
  return {
    chances: chances as number[],
    line: sideLineText(market, sides[0]!) ? `at ${sideLineText(market, sides[0]!)}` : "",
    note:
      books > 0 ? `${books} ${books === 1 ? "book" : "books"}, margin removed` : "margin removed",
  };
}

function SideNames({ sides, teams }: { sides: readonly Side[]; teams: Teams }) {
  return (
    <div className="forecast-sides" aria-hidden="true">
      {sides.map((side) => (
        <span key={side}>{shortName(sideName(side, teams))}</span>
      ))}
    </div>
  );
}

type RowProps = Pick<ModelForecastProps, "sides" | "teams">;

function MarketRow({ market, sides, teams }: RowProps & { market: MarketView }) {
  return (
    <div className="forecast-row forecast-market">
      <h3>
        Market <small>{market.note}</small>
      </h3>
      <ProbabilityBar
        shares={sides.map((side, index) => ({
          key: side,
          name: sideName(side, teams),
          probability: market.chances[index]!,
        }))}
      />
    </div>
  );
}
