import type { ClosingLine, Side } from "../api/types";
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

const NO_CLOSE: Readonly<Record<ClosingLine["state"], string>> = {
  STATE_CLOSED: "",
  STATE_STALE: "no close: last seen too early",
  STATE_GONE: "no close: taken down before the start",
  STATE_START_UNKNOWN: "no close: the start is known only to the day",
};

// How each book closed a game that has started, those without a close included.
export function ClosesPanel({
  game,
  kind,
  sides,
  closes,
}: GamePanelProps & { closes: Loaded<ClosingLine[]> }) {
  const lines = (closes.value ?? []).filter(
    (one) => wholeGame(one.selection.market, kind) && one.bettable && !one.lay,
  );
  const books = [...new Set(lines.map((one) => one.sportsbook))];
  const closed = new Set(
    lines.filter((one) => one.state === "STATE_CLOSED").map((one) => one.sportsbook),
  );
  return (
    <section className="panel" aria-label="Closes">
      <div className="panel-head">
        <h2>How each book closed</h2>
        <span className="muted">
          {books.length > 0 && `${closed.size} of ${books.length} with a close`}
        </span>
      </div>
      {!closes.value ? (
        closes.error ? (
          <Failure what="The closes" error={closes.error} retry={closes.reload} />
        ) : (
          <Loading rows={3} />
        )
      ) : books.length === 0 ? (
        <Empty title="No book offered this market before the start" />
      ) : (
        <div
          className="table-scroll"
          tabIndex={0}
          role="group"
          aria-label="Closes, scrolls sideways"
        >
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Book</th>
                {sides.map((side) => (
                  <th key={side} scope="col" className="figure">
                    {shortName(sideName(side, game))}
                  </th>
                ))}
                <th scope="col" className="figure">
                  Last seen before the start
                </th>
              </tr>
            </thead>
            <tbody>
              {books.map((book) => (
                <BookClose
                  key={book}
                  book={book}
                  sides={sides}
                  lines={lines.filter((one) => one.sportsbook === book)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function BookClose({
  book,
  sides,
  lines,
}: {
  book: string;
  sides: readonly Side[];
  lines: readonly ClosingLine[];
}) {
  const { oddsFormat } = usePreferences();
  const directory = useDirectory();
  const first = lines[0]!;
  return (
    <tr>
      <th scope="row">{directory.bookName(book)}</th>
      {first.state === "STATE_CLOSED" ? (
        sides.map((side) => {
          const close = lines.find((one) => one.selection.side === side);
          return (
            <td key={side} className="figure">
              {close ? (
                <>
                  <span className="price-line">{sideLineText(close.selection.market, side)}</span>{" "}
                  <b className="strong">{formatOdds(oddsFromJson(close.odds), oddsFormat)}</b>
                </>
              ) : (
                "–"
              )}
            </td>
          );
        })
      ) : (
        <td className="figure muted" colSpan={sides.length}>
          {NO_CLOSE[first.state]}
        </td>
      )}
      <td className="figure muted">{first.age ? spanText(durationMs(first.age)) : "–"}</td>
    </tr>
  );
}
