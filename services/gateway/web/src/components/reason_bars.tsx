import type { Decision } from "../api/types";
import { reasonName } from "./decision_list";

// Which rules refuse how often.
export function ReasonBars({ decisions }: { decisions: readonly Decision[] }) {
  const refused = decisions.filter((one) => one.verdict === "VERDICT_REFUSED");
  const counts = new Map<string, number>();
  for (const { code } of refused.flatMap((one) => one.reasons))
    counts.set(code, (counts.get(code) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const most = rows[0]?.[1] ?? 1;
  if (rows.length === 0) return null;
  return (
    <ul className="reason-bars" aria-label="Refusals by reason">
      {rows.map(([code, count]) => (
        <li key={code}>
          <span>{reasonName(code)}</span>
          <i aria-hidden="true">
            <i style={{ width: `${(count / most) * 100}%` }} />
          </i>
          <b>{count}</b>
        </li>
      ))}
    </ul>
  );
}
