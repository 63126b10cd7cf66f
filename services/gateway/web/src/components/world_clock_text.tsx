import { useNow, usePreferences, useServices } from "../app_context";
import { clockSecondsText, clockText, dayKey, shortDayText, zoneText } from "../time";

// World time in the chosen zone. In a replay also its day, since it is not today.
export function WorldClockText() {
  const { clock } = useServices();
  const { timeZone } = usePreferences();
  const now = useNow(1000);
  const source =
    clock.source() === "server"
      ? "World time, told by the server"
      : "This device's time: the server has not told its own";
  const elsewhen = dayKey(now, timeZone) !== dayKey(new Date(), timeZone);
  return (
    <span className="shell-clock" title={`${source} · ${timeZone}`}>
      {elsewhen && <span className="wide">{shortDayText(now, timeZone)}</span>}
      <time dateTime={now.toISOString()}>
        <b className="wide">{clockSecondsText(now, timeZone)}</b>
        <b className="narrow">{clockText(now, timeZone)}</b>
      </time>
      <span>{zoneText(now, timeZone)}</span>
    </span>
  );
}
