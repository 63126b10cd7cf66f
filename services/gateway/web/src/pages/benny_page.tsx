import { useState } from "react";
import type { BennyDashboard, BennyWeek, Decision } from "../api/types";
import { useLive, usePreferences, useServices, useThrottled } from "../app_context";
import { BennySummary } from "../components/benny_summary";
import { BetList } from "../components/bet_list";
import { DecisionList } from "../components/decision_list";
import { LineChart } from "../components/line_chart";
import { Empty, Failure, Loading, StaleBanner } from "../components/notice";
import { ReasonBars } from "../components/reason_bars";
import { Segmented } from "../components/segmented";
import { formatMoney, moneyTone, moneyForChart, moneyFromJson } from "../money";
import { useLoad } from "../use_load";
import { useTitle } from "./use_title";

export function BennyPage() {
  useTitle("Benny");
  const { api } = useServices();
  const dashboard = useLoad("benny", (signal) =>
    api.get<BennyDashboard>("/v1/benny/dashboard", {}, signal),
  );
  const reload = useThrottled(dashboard.reload, 1500);
  useLive(
    ["BetPlaced", "BetSettled", "BetResettled", "BankrollFunded", "DecisionMade"],
    reload,
    reload,
  );
  const { value, error } = dashboard;
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Benny</h1>
          <p>
            An autonomous paper bettor: $100 a week, half Kelly, hard limits. It only proposes; a
            fixed set of rules decides, and every decision is kept with its reasons.
          </p>
        </div>
      </div>
      {error && value && <StaleBanner error={error} retry={dashboard.reload} />}
      {value ? (
        <Dashboard value={value} />
      ) : (
        <div className="panel">
          {error ? (
            <Failure what="Benny’s record" error={error} retry={dashboard.reload} />
          ) : (
            <Loading />
          )}
        </div>
      )}
    </div>
  );
}

function Dashboard({ value }: { value: BennyDashboard }) {
  return (
    <>
      <BennySummary value={value} />
      <div className="benny-columns">
        <div className="benny-column">
          <Curve value={value} />
          <Bets
            title="Settled bets"
            empty="No bet has been settled yet."
            bets={value.settledBets}
          />
        </div>
        <div className="benny-column">
          <Bets
            title="Open bets"
            empty="No bet is open. No bet at all is a valid day."
            bets={value.openBets}
          />
          <Weeks weeks={value.weeks} />
        </div>
      </div>
      <Decisions decisions={value.decisions} />
    </>
  );
}

type CurveKind = "profit" | "value";

function Curve({ value }: { value: BennyDashboard }) {
  const { timeZone } = usePreferences();
  const [kind, setKind] = useState<CurveKind>("profit");
  const points = value.points.map((point) => ({
    time: Date.parse(point.time),
    value: moneyForChart(moneyFromJson(point[kind])),
  }));
  const last = value.points[value.points.length - 1];
  const end = Date.parse(value.time);
  const name = kind === "profit" ? "Profit" : "Bankroll";
  return (
    <section className="panel" aria-label="Curve">
      <div className="panel-head">
        <h2>{kind === "profit" ? "Profit over all weeks" : "The week’s bankroll"}</h2>
        <Segmented<CurveKind>
          label="Curve"
          options={[
            { value: "profit", text: "Profit" },
            { value: "value", text: "Bankroll" },
          ]}
          value={kind}
          onChange={setKind}
        />
      </div>
      {last === undefined ? (
        <Empty title="No curve yet">It begins with the first week’s $100.</Empty>
      ) : (
        <div className="panel-body">
          <LineChart
            label={`${name} over time, now ${formatMoney(moneyFromJson(last[kind]))}`}
            series={[
              {
                key: kind,
                label: name,
                points,
                weight: "main",
              },
            ]}
            end={end}
            height={250}
            timeZone={timeZone}
            formatValue={dollars}
            baseline={kind === "profit" ? 0 : 100}
            minSpan={10}
          />
        </div>
      )}
    </section>
  );
}

// Ticks of a chart, not amounts of money.
function dollars(value: number): string {
  const text = Number.isInteger(value) ? String(Math.abs(value)) : Math.abs(value).toFixed(2);
  return `${value < 0 ? "−" : ""}$${text}`;
}

function Weeks({ weeks }: { weeks: readonly BennyWeek[] }) {
  return (
    <section className="panel" aria-label="Weeks">
      <div className="panel-head">
        <h2>Weeks</h2>
      </div>
      {weeks.length === 0 ? (
        <Empty title="No week yet">Each week opens on Monday, UTC, with $100 of its own.</Empty>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Week</th>
              <th scope="col" className="figure">
                Bets
              </th>
              <th scope="col" className="figure">
                At risk
              </th>
              <th scope="col" className="figure">
                Profit
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => {
              const profit = moneyFromJson(week.profit);
              return (
                <tr key={week.week}>
                  <th scope="row">{week.week}</th>
                  <td className="figure">{week.betCount}</td>
                  <td className="figure muted">{formatMoney(moneyFromJson(week.bankroll.held))}</td>
                  <td className={`figure strong ${moneyTone(profit) ?? ""}`}>
                    {formatMoney(profit, { sign: "always" })}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Bets({
  title,
  empty,
  bets,
}: {
  title: string;
  empty: string;
  bets: BennyDashboard["openBets"];
}) {
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="muted">{bets.length > 0 && bets.length}</span>
      </div>
      {bets.length === 0 ? <Empty title={empty} /> : <BetList bets={bets} />}
    </section>
  );
}

type Filter = "all" | "placed" | "refused";

function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  const [filter, setFilter] = useState<Filter>("all");
  const verdict = filter === "placed" ? "VERDICT_PLACED" : "VERDICT_REFUSED";
  const shown = decisions.filter((one) => filter === "all" || one.verdict === verdict);
  return (
    <section className="panel" aria-label="Decisions">
      <div className="panel-head">
        <h2>Decisions</h2>
        <Segmented<Filter>
          label="Which decisions"
          options={[
            { value: "all", text: "All" },
            { value: "placed", text: "Placed" },
            { value: "refused", text: "Refused" },
          ]}
          value={filter}
          onChange={setFilter}
        />
      </div>
      {decisions.length === 0 ? (
        <Empty title="No decision yet">
          Benny wakes daily, and when a forecast for a game of the next 24 hours is new.
        </Empty>
      ) : (
        <div className="decisions-body">
          <div>
            {shown.length ? (
              <DecisionList decisions={shown} />
            ) : (
              <Empty title={`None ${filter} among the latest ${decisions.length}`} />
            )}
          </div>
          <div className="decisions-why">
            <h3>Why it refused, latest {decisions.length} decisions</h3>
            <ReasonBars decisions={decisions} />
          </div>
        </div>
      )}
    </section>
  );
}
