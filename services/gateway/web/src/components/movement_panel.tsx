import { useMemo, useState } from "react";
import type { Game, MarketKind, Movement, Side } from "../api/types";
import { usePreferences } from "../app_context";
import { medianOverTime, valueAt } from "../chart_scale";
import { bookLines } from "../game_market";
import type { BookLine, Measure } from "../game_market";
import { sideName } from "../names";
import { formatFairDecimal } from "../odds";
import { useDirectory } from "../pages/use_directory";
import type { Loaded } from "../use_load";
import { LineChart } from "./line_chart";
import type { Series } from "./line_chart";
import { Empty, Failure, Loading } from "./notice";
import { Segmented } from "./segmented";

export interface GamePanelProps {
  game: Game;
  kind: MarketKind;
  sides: readonly Side[];
  now: Date;
}

// How the prices of one side, or the lines, have moved: every book faint, their median strong, one
// book on request.
export function MovementPanel({
  game,
  kind,
  sides,
  now,
  movements,
}: GamePanelProps & { movements: Loaded<Movement[]> }) {
  const hasLine = kind === "KIND_SPREAD" || kind === "KIND_TOTAL";
  const [chosen, setMeasure] = useState<Measure>();
  const [side, setSide] = useState(sides[0]!);
  const current = sides.includes(side) ? side : sides[0]!;
  // A line nobody moves, as baseball's, tells nothing: its price does.
  const moved = useMemo(
    () => hasLine && lineHasMoved(movements.value ?? [], kind, current),
    [hasLine, movements.value, kind, current],
  );
  const measure = chosen ?? (moved ? "line" : "price");
  return (
    <section className="panel" aria-label="Movement">
      <div className="panel-head">
        <h2>Movement</h2>
        <div className="controls">
          {hasLine && (
            <Segmented<Measure>
              label="What is drawn"
              options={[
                { value: "line", text: "Line" },
                { value: "price", text: "Price" },
              ]}
              value={measure}
              onChange={setMeasure}
            />
          )}
          <Segmented<Side>
            label="Side"
            options={sides.map((one) => ({ value: one, text: shortName(sideName(one, game)) }))}
            value={current}
            onChange={setSide}
          />
        </div>
      </div>
      <Body
        game={game}
        kind={kind}
        side={current}
        measure={measure}
        now={now}
        movements={movements}
      />
    </section>
  );
}

function lineHasMoved(movements: readonly Movement[], kind: MarketKind, side: Side): boolean {
  const values = bookLines(movements, kind, side, "line").flatMap((line) =>
    line.points.map((point) => point.value),
  );
  return new Set(values.filter((value) => value !== null)).size > 1;
}

// The nickname tells two teams apart in less room: "Boston Red Sox" is "Red Sox".
export function shortName(name: string): string {
  if (name.length <= 12) return name;
  const words = name.split(" ");
  const last = words[words.length - 1]!;
  return last.length <= 4 && words.length > 2 ? words.slice(-2).join(" ") : last;
}

interface BodyProps extends Omit<GamePanelProps, "sides"> {
  side: Side;
  measure: Measure;
  movements: Loaded<Movement[]>;
}

function Body({ game, kind, side, measure, now, movements }: BodyProps) {
  const { value, error, reload } = movements;
  const lines = useMemo(
    () => bookLines(value ?? [], kind, side, measure),
    [value, kind, side, measure],
  );
  if (!value)
    return error ? (
      <Failure what="The movements" error={error} retry={reload} />
    ) : (
      <Loading rows={4} />
    );
  if (lines.length === 0) {
    return <Empty title="No prices yet">No book has offered this market before the start.</Empty>;
  }
  return <Chart game={game} side={side} measure={measure} now={now} lines={lines} />;
}

interface ChartProps {
  game: Game;
  side: Side;
  measure: Measure;
  now: Date;
  lines: readonly BookLine[];
}

function Chart({ game, side, measure, now, lines }: ChartProps) {
  const { oddsFormat, timeZone } = usePreferences();
  const directory = useDirectory();
  const [chosen, setChosen] = useState<string>();
  const start = Date.parse(game.startTime);
  const end = Math.min(now.getTime(), game.status === "STATUS_SCHEDULED" ? Infinity : start);
  const median = useMemo(() => medianOverTime(lines.map((line) => line.points)), [lines]);
  const formatValue = (value: number) =>
    measure === "line" ? lineValueText(value, side) : formatFairDecimal(1 / value, oddsFormat);
  const series: Series[] = [
    ...lines.map((line) => ({
      key: line.sportsbook,
      label: directory.bookName(line.sportsbook),
      points: line.points,
      weight: line.sportsbook === chosen ? ("chosen" as const) : ("faint" as const),
    })),
    { key: "median", label: "Median", points: median, weight: "main" },
  ];
  const first = median.find((point) => point.value !== null)?.value;
  const last = valueAt(median, end);
  const told = (value: number | null | undefined) =>
    value === null || value === undefined ? "no price" : formatValue(value);
  return (
    <>
      <div className="panel-body">
        <p className="chart-summary">
          {sideName(side, game)}, median of {lines.length} {lines.length === 1 ? "book" : "books"}:
          first <b>{told(first)}</b>,{" "}
          {game.status === "STATUS_SCHEDULED" ? "now" : "last before the start"} <b>{told(last)}</b>
          {measure === "price" && <span className="muted"> · higher on the chart is shorter</span>}
        </p>
        <LineChart
          label={
            `${measure === "line" ? "Line" : "Price"} of ${sideName(side, game)} over time: ` +
            `first ${told(first)}, last ${told(last)}`
          }
          series={series}
          end={end}
          height={280}
          timeZone={timeZone}
          formatValue={formatValue}
          minSpan={measure === "line" ? 2 : 0.04}
          valueStep={measure === "line" ? 0.5 : undefined}
          mark={game.status === "STATUS_SCHEDULED" ? undefined : { time: start, text: "start" }}
        />
      </div>
      <BookChips lines={lines} chosen={chosen} choose={setChosen} />
    </>
  );
}

function BookChips({
  lines,
  chosen,
  choose,
}: {
  lines: readonly BookLine[];
  chosen?: string;
  choose: (book?: string) => void;
}) {
  const directory = useDirectory();
  return (
    <div className="chart-books" role="group" aria-label="Show one book">
      {lines.map((line) => (
        <button
          key={line.sportsbook}
          type="button"
          className="chip"
          aria-pressed={line.sportsbook === chosen}
          onClick={() => choose(line.sportsbook === chosen ? undefined : line.sportsbook)}
        >
          {directory.bookName(line.sportsbook)}
        </button>
      ))}
    </div>
  );
}

function lineValueText(value: number, side: Side): string {
  const text = String(Math.abs(Math.round(value * 4) / 4));
  if (side === "SIDE_OVER" || side === "SIDE_UNDER") return text;
  return value === 0 ? "PK" : `${value < 0 ? "−" : "+"}${text}`;
}
