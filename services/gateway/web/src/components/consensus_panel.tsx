import type { ConsensusLine, ConsensusMoment, Game, Side } from "../api/types";
import { usePreferences } from "../app_context";
import { wholeGame } from "../game_market";
import { sideLineText, sideName } from "../names";
import { formatOdds, oddsFromJson } from "../odds";
import type { Loaded } from "../use_load";
import type { GamePanelProps } from "./movement_panel";
import { shortName } from "./movement_panel";
import { Empty, Failure, Loading } from "./notice";

const MOMENTS: readonly { moment: ConsensusMoment; text: string }[] = [
  { moment: "MOMENT_OPEN", text: "Open" },
  { moment: "MOMENT_CURRENT", text: "Now" },
  { moment: "MOMENT_CLOSE", text: "Close" },
];

// The median over books at three moments, margin included.
export function ConsensusPanel({
  game,
  kind,
  sides,
  consensus,
}: GamePanelProps & { consensus: Loaded<ConsensusLine[]> }) {
  const lines = (consensus.value ?? []).filter((one) => wholeGame(one.selection.market, kind));
  return (
    <section className="panel" aria-label="Consensus">
      <div className="panel-head">
        <h2>Consensus</h2>
        <span className="muted">median price, margin included</span>
      </div>
      {!consensus.value ? (
        consensus.error ? (
          <Failure what="The consensus" error={consensus.error} retry={consensus.reload} />
        ) : (
          <Loading rows={2} />
        )
      ) : lines.length === 0 ? (
        <Empty title="No consensus yet">It needs at least one book.</Empty>
      ) : (
        <Medians game={game} sides={sides} lines={lines} />
      )}
    </section>
  );
}

function Medians({
  game,
  sides,
  lines,
}: {
  game: Game;
  sides: readonly Side[];
  lines: readonly ConsensusLine[];
}) {
  const { oddsFormat } = usePreferences();
  const shown = MOMENTS.filter(({ moment }) => lines.some((line) => line.moment === moment));
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">Moment</span>
          </th>
          {sides.map((side) => (
            <th key={side} scope="col" className="figure">
              {shortName(sideName(side, game))}
            </th>
          ))}
          <th scope="col" className="figure">
            Books
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ moment, text }) => (
          <tr key={moment}>
            <th scope="row">{text}</th>
            {sides.map((side) => {
              const line = lines.find(
                (one) => one.moment === moment && one.selection.side === side,
              );
              return (
                <td key={side} className="figure">
                  {line ? (
                    <>
                      <span className="price-line">
                        {sideLineText(line.selection.market, side)}
                      </span>{" "}
                      <b className="strong">
                        {formatOdds(oddsFromJson(line.medianOdds), oddsFormat)}
                      </b>
                    </>
                  ) : (
                    "–"
                  )}
                </td>
              );
            })}
            <td className="figure muted">
              {lines.find((one) => one.moment === moment)?.bookCount}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
