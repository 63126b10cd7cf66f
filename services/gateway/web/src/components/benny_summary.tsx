import type { ReactNode } from "react";
import type { BennyDashboard } from "../api/types";
import { countText, percentText, signedPercentText } from "../figures";
import { addMoney, formatMoney, moneyFromJson, moneyTone } from "../money";

// How Benny is doing, in five figures.
export function BennySummary({ value }: { value: BennyDashboard }) {
  const cash = value.bankroll && moneyFromJson(value.bankroll.cash);
  const held = value.bankroll && moneyFromJson(value.bankroll.held);
  const profit = value.profit && moneyFromJson(value.profit);
  return (
    <dl className="stats panel">
      <Stat
        name={value.bankroll?.week ? `Bankroll, week ${value.bankroll.week}` : "Bankroll"}
        note={cash && held && `${formatMoney(cash)} cash, ${formatMoney(held)} at risk`}
      >
        {cash && held ? formatMoney(addMoney(cash, held)) : "–"}
      </Stat>
      <Stat
        name="Profit, all weeks"
        note={value.staked && `on ${formatMoney(moneyFromJson(value.staked))} staked`}
      >
        <span className={profit && moneyTone(profit)}>
          {profit ? formatMoney(profit, { sign: "always" }) : "–"}
        </span>
      </Stat>
      <Stat name="ROI" note="profit per unit staked">
        {value.roi === undefined ? "–" : signedPercentText(value.roi)}
      </Stat>
      <Stat
        name="Won–lost–returned"
        note={
          value.winRate === undefined ? "nothing settled yet" : `${percentText(value.winRate)} won`
        }
      >
        {countText(value.wonCount)}–{countText(value.lostCount)}–{countText(value.returnedCount)}
      </Stat>
      <Stat name="Bets placed" note={`${countText(value.refusedCount)} proposals refused`}>
        {countText(value.betCount)}
      </Stat>
    </dl>
  );
}

function Stat({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>{children}</dd>
      {note && <dd className="stat-note">{note}</dd>}
    </div>
  );
}
