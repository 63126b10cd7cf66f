import { useMemo } from "react";
import type { BoardMarket, Quote, Side } from "../api/types";
import { usePreferences } from "../app_context";
import { percentText } from "../figures";
import { bookRows, wholeGame } from "../game_market";
import type { BookRow } from "../game_market";
import { sameMarket, sideLineText, sideName } from "../names";
import { compareOdds, formatOdds, oddsFromJson } from "../odds";
import { useDirectory } from "../pages/use_directory";
import { agoText } from "../time";
import type { Loaded } from "../use_load";
import type { GamePanelProps } from "./movement_panel";
import { shortName } from "./movement_panel";
import { Empty, Failure, Loading } from "./notice";

// Every book's price on every side; the best of each side at the main line is marked.
export function QuotesPanel({
  game,
  kind,
  sides,
  now,
  quotes,
}: GamePanelProps & { quotes: Loaded<Quote[]> }) {
  const rows = useMemo(
    () => bookRows(quotes.value ?? [], kind, sides),
    [quotes.value, kind, sides],
  );
  const main = game.boardMarkets.find((one) => wholeGame(one.market, kind));
  return (
    <section className="panel" aria-label="Prices by book">
      <div className="panel-head">
        <h2>Prices by book</h2>
        <span className="muted">{rows.length > 0 && "lowest margin first"}</span>
      </div>
      {!quotes.value ? (
        quotes.error ? (
          <Failure what="The prices" error={quotes.error} retry={quotes.reload} />
        ) : (
          <Loading />
        )
      ) : rows.length === 0 ? (
        <Empty title="Nobody offers this market now">
          {game.status === "STATUS_SCHEDULED"
            ? "Prices appear as soon as a book quotes it."
            : "Books take their prices down at the start."}
        </Empty>
      ) : (
        <div
          className="table-scroll"
          tabIndex={0}
          role="group"
          aria-label="Prices by book, scrolls sideways"
        >
          <table className="table quotes">
            <thead>
              <tr>
                <th scope="col">Book</th>
                {sides.map((side) => (
                  <th key={side} scope="col" className="figure">
                    {shortName(sideName(side, game))}
                  </th>
                ))}
                <th scope="col" className="figure">
                  Overround
                </th>
                <th scope="col" className="figure">
                  Changed
                </th>
                <th scope="col" className="figure">
                  Seen
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.key} row={row} rows={rows} sides={sides} main={main} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  row: BookRow;
  rows: readonly BookRow[];
  sides: readonly Side[];
  main: BoardMarket | undefined;
  now: Date;
}

function Row({ row, rows, sides, main, now }: RowProps) {
  const directory = useDirectory();
  const quotes = sides.map((side) => row.quotes[side]).filter((quote) => quote !== undefined);
  const latest = (times: readonly (string | undefined)[]) =>
    times.reduce<string | undefined>(
      (late, time) => (time && (!late || time > late) ? time : late),
      undefined,
    );
  const changed = latest(quotes.map((quote) => quote.stamp.receiveTime));
  const seen = latest(quotes.map((quote) => quote.sightTime));
  return (
    <tr>
      <th scope="row">
        {directory.bookName(row.sportsbook)}
        {directory.sharp(row.sportsbook) && <span className="tag quotes-sharp">sharp</span>}
      </th>
      {sides.map((side) => (
        <td key={side} className="figure">
          <Price quote={row.quotes[side]} best={isBest(row, side, rows, main)} />
        </td>
      ))}
      <td className="figure muted">
        {row.overround === undefined ? "–" : percentText(row.overround)}
      </td>
      <td className="figure muted">{changed ? agoText(new Date(changed), now) : "–"}</td>
      <td className="figure muted">{seen ? agoText(new Date(seen), now) : "–"}</td>
    </tr>
  );
}

function Price({ quote, best }: { quote: Quote | undefined; best: boolean }) {
  const { oddsFormat } = usePreferences();
  if (!quote) return <span className="muted">–</span>;
  const line = sideLineText(quote.selection.market, quote.selection.side);
  return (
    <span className="quotes-price" data-best={best || undefined}>
      {best && <span className="quotes-best">best</span>}
      {line !== undefined && <span className="price-line">{line}</span>}
      <b>{formatOdds(oddsFromJson(quote.odds), oddsFormat)}</b>
    </span>
  );
}

// Lines differ between books, so only prices at the main line are compared.
function isBest(
  row: BookRow,
  side: Side,
  rows: readonly BookRow[],
  main: BoardMarket | undefined,
): boolean {
  const mine = row.quotes[side];
  if (!mine || !main || !sameMarket(row.market, main.market)) return false;
  return rows.every((other) => {
    const quote = other.quotes[side];
    if (!quote || !sameMarket(other.market, main.market)) return true;
    return compareOdds(oddsFromJson(mine.odds), oddsFromJson(quote.odds)) >= 0;
  });
}
