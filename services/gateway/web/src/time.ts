// How instants are written: always in a named zone, never in the machine's by accident.

const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  key: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const cached = formats.get(`${key} ${timeZone}`);
  if (cached) return cached;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  formats.set(`${key} ${timeZone}`, made);
  return made;
}

// "18:05"
export function clockText(instant: Date, timeZone: string): string {
  return format("clock", timeZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    instant,
  );
}

// "18:05:09"
export function clockSecondsText(instant: Date, timeZone: string): string {
  const options = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  } as const;
  return format("seconds", timeZone, options).format(instant);
}

// "Thu 16 Apr"
export function dayText(instant: Date, timeZone: string): string {
  const options = { weekday: "short", day: "numeric", month: "short" } as const;
  return format("day", timeZone, options).format(instant).replace(",", "");
}

// "16 Apr"
export function shortDayText(instant: Date, timeZone: string): string {
  return format("short", timeZone, { day: "numeric", month: "short" }).format(instant);
}

// "16 Apr 2026"
export function dateText(instant: Date, timeZone: string): string {
  return format("date", timeZone, { day: "numeric", month: "short", year: "numeric" }).format(
    instant,
  );
}

// "2026-04-16": equal for two instants of one day.
export function dayKey(instant: Date, timeZone: string): string {
  const options = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const parts = format("key", timeZone, options).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

// "EDT", "GMT+2", "UTC"
export function zoneText(instant: Date, timeZone: string): string {
  const options = { timeZoneName: "short" } as const;
  const parts = new Intl.DateTimeFormat("en-US", { ...options, timeZone }).formatToParts(instant);
  return parts.find((one) => one.type === "timeZoneName")?.value ?? timeZone;
}

// "Today", "Tomorrow", "Yesterday" or "Thu 16 Apr"
export function relativeDayText(instant: Date, now: Date, timeZone: string): string {
  const key = dayKey(instant, timeZone);
  const shifted = (days: number) => dayKey(new Date(now.getTime() + days * 86_400_000), timeZone);
  if (key === shifted(0)) return "Today";
  if (key === shifted(1)) return "Tomorrow";
  if (key === shifted(-1)) return "Yesterday";
  return dayText(instant, timeZone);
}

// "45 s", "12 min", "3 h 05 min", "2 d"; for spans from zero up.
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48)
    return minutes % 60 ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

// "12 min ago"; "just now" under five seconds and for what the clock has not reached yet.
export function agoText(instant: Date, now: Date): string {
  const past = now.getTime() - instant.getTime();
  return past < 5000 ? "just now" : `${spanText(past)} ago`;
}

// A proto3 JSON duration ("3.5s") in milliseconds.
export function durationMs(text: string): number {
  return Number.parseFloat(text) * 1000;
}

export function deviceTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
