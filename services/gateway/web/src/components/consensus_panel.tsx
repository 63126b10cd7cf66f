import type { ClosingLine, ConsensusLine, ConsensusMoment, Game, Side } from "../api/types";
import { usePreferences } from "../app_context";
import { wholeGame } from "../game_market";
import { sideLineText, sideName } from "../names";
import { formatOdds, oddsFromJson } from "../odds";
import { useDirectory } from "../pages/use_directory";
import { durationMs, spanText } from "../time";
import type { Loaded } from "../use_load";
import type { GamePanelProps } from "./movement_panel";
import { shortName } from "./movement_panel";
import { Empty, Failure, Loading } from "./notice";

const MOMENTS: readonly { moment: ConsensusMoment; text: string }[] = [
  { moment: "MOMENT_OPEN", text: "Open" },
  { moment: "MOMENT_CURRENT", text: "Now" },
  { moment: "MOMENT_CLOSE", text: "Close" },
];

export interface ConsensusPanelProps extends GamePanelProps {
  consensus: Loaded<ConsensusLine[]>;
  closes: Loaded<ClosingLine[]>;
}

// The median over books at three moments, margin included, and how each book closed.
export function ConsensusPanel({ game, kind, sides, consensus, closes }: ConsensusPanelProps) {
  const lines = (consensus.value ?? []).filter((one) => wholeGame(one.selection.market, kind));
  const closed = (closes.value ?? []).filter((one) => wholeGame(one.selection.market, kind) && one.bettable && !one.lay);
  return (
    <section className="panel" aria-label="Consensus">
      <div className="panel-head">
        <h2>Consensus</h2>
        <span className="muted">median price, margin included</span>
      </div>
      {!consensus.value ? (
        consensus.error ? <Failure what="The consensus" error={consensus.error} retry={consensus.reload} /> : <Loading rows={2} />
      ) : lines.length === 0 ? (
        <Empty title="No consensus yet">It needs at least one book.</Empty>
      ) : (
        <Medians game={game} sides={sides} lines={lines} />
      )}
      {closed.length > 0 && <Closes sides={sides} closes={closed} />}
    </section>
  );
}

function Medians({ game, sides, lines }: { game: Game; sides: readonly Side[]; lines: readonly ConsensusLine[] }) {
  const { oddsFormat } = usePreferences();
  const shown = MOMENTS.filter(({ moment }) => lines.some((line) => line.moment === moment));
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col"><span className="sr-only">Moment</span></th>
          {sides.map((side) => (
            <th key={side} scope="col" className="figure">{shortName(sideName(side, game))}</th>
          ))}
          <th scope="col" className="figure">Books</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ moment, text }) => (
          <tr key={moment}>
            <th scope="row">{text}</th>
            {sides.map((side) => {
              const line = lines.find((one) => one.moment === moment && one.selection.side === side);
              return (
                <td key={side} className="figure">
                  {line ? (
                    <>
                      <span className="price-line">{sideLineText(line.selection.market, side)}</span>{" "}
                      <b className="strong">{formatOdds(oddsFromJson(line.medianOdds), oddsFormat)}</b>
                    </>
                  ) : (
                    "–"
                  )}
                </td>
              );
            })}
            <td className="figure muted">{lines.find((one) => one.moment === moment)?.bookCount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NO_CLOSE: Readonly<Record<ClosingLine["state"], string>> = {
  STATE_CLOSED: "",
  STATE_STALE: "no close: last seen too early",
  STATE_GONE: "no close: taken down before the start",
  STATE_START_UNKNOWN: "no close: the start is known only to the day",
};

function Closes({ sides, closes }: { sides: readonly Side[]; closes: readonly ClosingLine[] }) {
  const { oddsFormat } = usePreferences();
  const directory = useDirectory();
  const books = [...new Set(closes.map((one) => one.sportsbook))];
  const good = closes.filter((one) => one.state === "STATE_CLOSED");
  return (
    <details className="closes">
      <summary>
        How each book closed: {new Set(good.map((one) => one.sportsbook)).size} of {books.length} with a close
      </summary>
      <table className="table">
        <tbody>
          {books.map((book) => {
            const mine = closes.filter((one) => one.sportsbook === book);
            const first = mine[0]!;
            return (
              <tr key={book}>
                <th scope="row">{directory.bookName(book)}</th>
                {first.state === "STATE_CLOSED" ? (
                  sides.map((side) => {
                    const close = mine.find((one) => one.selection.side === side);
                    return (
                      <td key={side} className="figure">
                        {close ? `${sideLineText(close.selection.market, side) ?? ""} ${formatOdds(oddsFromJson(close.odds), oddsFormat)}` : "–"}
                      </td>
                    );
                  })
                ) : (
                  <td className="muted" colSpan={sides.length}>{NO_CLOSE[first.state]}</td>
                )}
                <td className="figure muted">{first.age ? `${spanText(durationMs(first.age))} old` : ""}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}
