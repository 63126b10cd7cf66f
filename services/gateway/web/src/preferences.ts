import type * as api from "./api/types";
import { deviceTimeZone } from "./time";
import type { OddsFormat } from "./odds";

export type Theme = "system" | "dark" | "light";

export interface Preferences {
  oddsFormat: OddsFormat;
  timeZone: string;
  theme: Theme;
}

const KEY = "overround.preferences";
const FORMATS: Readonly<Record<OddsFormat, api.OddsFormatName>> = {
  american: "ODDS_FORMAT_AMERICAN",
  decimal: "ODDS_FORMAT_DECIMAL",
  fraction: "ODDS_FORMAT_FRACTION",
  probability: "ODDS_FORMAT_PROBABILITY",
};

// How this device shows things. Kept on the device, and with the account where somebody is logged
// in.
export class PreferencesStore {
  private current: Preferences;
  private readonly listeners = new Set<() => void>();
  private account: string | undefined;

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined) {
    this.current = { ...defaults(), ...this.stored() };
  }

  get = (): Preferences => this.current;

  set(change: Partial<Preferences>): void {
    this.current = { ...this.current, ...change };
    try {
      this.storage?.setItem(KEY, JSON.stringify(this.current));
    } catch {
      // A full or forbidden storage costs the choice at the next visit, nothing now.
    }
    this.listeners.forEach((listener) => listener());
  }

  // From now on these are the choices of `account`. False where they have been already.
  adoptFor(account: string): boolean {
    if (this.account === account) return false;
    this.account = account;
    return true;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private stored(): Partial<Preferences> {
    try {
      return checked(JSON.parse(this.storage?.getItem(KEY) ?? "{}"));
    } catch {
      return {};
    }
  }
}

export function preferencesToJson(
  preferences: Preferences,
): Pick<api.Preferences, "timeZone" | "oddsFormat"> {
  return { timeZone: preferences.timeZone, oddsFormat: FORMATS[preferences.oddsFormat] };
}

export function preferencesFromJson(json: api.Preferences): Partial<Preferences> {
  const format = Object.entries(FORMATS).find(([, name]) => name === json.oddsFormat)?.[0];
  return {
    ...(isTimeZone(json.timeZone) && { timeZone: json.timeZone }),
    ...(format && { oddsFormat: format as OddsFormat }),
  };
}

function defaults(): Preferences {
  return { oddsFormat: "american", timeZone: deviceTimeZone(), theme: "system" };
}

// What an older version or another hand wrote is taken as far as it makes sense.
function checked(value: Partial<Preferences>): Partial<Preferences> {
  return {
    ...(value.oddsFormat && value.oddsFormat in FORMATS && { oddsFormat: value.oddsFormat }),
    ...(value.theme && ["system", "dark", "light"].includes(value.theme) && { theme: value.theme }),
    ...(value.timeZone && isTimeZone(value.timeZone) && { timeZone: value.timeZone }),
  };
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
