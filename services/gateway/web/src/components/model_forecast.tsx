import type { Side } from "../api/types";
import { percentText, signedPercentText } from "../figures";
import type { ModelRow } from "../game_market";
import { modelName, sideName } from "../names";
import type { Teams } from "../names";
import { shortName } from "./movement_panel";
import { ProbabilityBar } from "./probability_bar";
import type { Share } from "./probability_bar";

// What the market thinks of each side, its margin removed.
export interface MarketChances {
  chances: number[];
}

export interface ModelForecastProps {
  row: ModelRow;
  sides: readonly Side[];
  teams: Teams;
  market: MarketChances | undefined;
}

// One model's chances of every side; of its favourite alone where it says no more.
export function ModelForecast(props: ModelForecastProps) {
  const { row, sides, teams, market } = props;
  const shares = sides.flatMap((side, index): Share[] => {
    const said = row.chances[index];
    return said ? [{ key: side, name: sideName(side, teams), probability: said.probability }] : [];
  });
  return (
    <div className="forecast-row">
      <h3>
        {modelName(row.analysis.model)}
        <EdgeText {...props} />
      </h3>
      {shares.length === sides.length ? (
        <ProbabilityBar emphasis shares={shares} reference={market && bounds(market.chances)} />
      ) : (
        <FavouriteForecast {...props} />
      )}
    </div>
  );
}

// The best edge among the sides whose edge is known.
function EdgeText({ row, sides, teams }: ModelForecastProps) {
  const known = row.chances
    .map((one) => one?.prediction)
    .filter((one) => one?.edge !== undefined)
    .sort((a, b) => b!.edge! - a!.edge!);
  const best = known[0];
  if (!best) return null;
  const name = shortName(sideName(best.selection.side, teams));
  if (best.edge! > 0)
    return <small className="forecast-edge">{`${signedPercentText(best.edge!)} on ${name}`}</small>;
  return (
    <small>
      {known.length === sides.length ? "no edge at the prices offered" : `no edge on ${name}`}
    </small>
  );
}

// The likeliest outcome against everything else.
function FavouriteForecast({ row: { lead }, sides, teams, market }: ModelForecastProps) {
  const name = sideName(lead.selection.side, teams);
  const reference = market?.chances[sides.indexOf(lead.selection.side)];
  const shares = [
    { key: "favourite", name, probability: lead.probability },
    { key: "others", name: `Not ${name}`, probability: 1 - lead.probability },
  ];
  return (
    <>
      <ProbabilityBar
        emphasis
        shares={shares}
        reference={reference === undefined ? [] : [reference]}
      />
      <p className="forecast-favourite">
        {shares.map((one) => `${one.name} ${percentText(one.probability)}`).join(" · ")}
        <small>It does not say how the rest divides.</small>
      </p>
    </>
  );
}

// Where one side's share ends and the next begins.
function bounds(chances: readonly number[]): number[] {
  let sum = 0;
  return chances.slice(0, -1).map((chance) => (sum += chance));
}
