import { usePreferences, useServices, useUser } from "../app_context";
import type { OddsFormat } from "../odds";
import { preferencesToJson } from "../preferences";

const NAMES: Readonly<Record<OddsFormat, string>> = {
  american: "+150",
  decimal: "2.50",
  fraction: "3/2",
  probability: "40%",
};

export const ODDS_FORMAT_NAMES: Readonly<Record<OddsFormat, string>> = {
  american: "American (+150)",
  decimal: "Decimal (2.50)",
  fraction: "Fraction (3/2)",
  probability: "Probability (40%)",
};

// Changes how odds are written, on this device and with the account.
export function useOddsFormat(): [OddsFormat, (format: OddsFormat) => void] {
  const { api, preferences } = useServices();
  const current = usePreferences();
  const user = useUser();
  const change = (oddsFormat: OddsFormat) => {
    preferences.set({ oddsFormat });
    if (!user) return;
    const body = preferencesToJson(preferences.get());
    // The screen has changed already; an account that cannot be reached keeps the old choice.
    api.patch("/v1/preferences", body, { updateMask: "oddsFormat" }).catch(() => undefined);
  };
  return [current.oddsFormat, change];
}

export function OddsFormatSelect() {
  const [format, change] = useOddsFormat();
  return (
    <select
      className="select"
      aria-label="Odds format"
      value={format}
      onChange={(event) => change(event.target.value as OddsFormat)}
    >
      {Object.entries(NAMES).map(([name, text]) => (
        <option key={name} value={name} aria-label={ODDS_FORMAT_NAMES[name as OddsFormat]}>
          {text}
        </option>
      ))}
    </select>
  );
}
