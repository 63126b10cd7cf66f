import { Navigate, useNavigate } from "react-router-dom";
import type { User } from "../api/types";
import { usePreferences, useServices, useSessionSettled, useUser } from "../app_context";
import { ODDS_FORMAT_NAMES, useOddsFormat } from "../components/odds_format_select";
import { failureText } from "../components/notice";
import { Segmented } from "../components/segmented";
import type { OddsFormat } from "../odds";
import { preferencesToJson } from "../preferences";
import type { Theme } from "../preferences";
import { dateText, deviceTimeZone } from "../time";
import { useSubmit } from "./use_submit";
import { useTitle } from "./use_title";

const ROLE_NAMES = {
  ROLE_USER: "User",
  ROLE_PRO_USER: "Pro",
  ROLE_ADMIN: "Operator",
  ROLE_SUPER_ADMIN: "Chief operator",
} as const;

export function AccountPage() {
  useTitle("Account");
  const user = useUser();
  const settled = useSessionSettled();
  if (!user) return settled ? <Navigate to="/log-in" replace /> : <div className="page" />;
  return (
    <div className="page account">
      <div className="page-head">
        <h1>Account</h1>
      </div>
      <Profile user={user} />
      <Settings />
    </div>
  );
}

function Profile({ user }: { user: User }) {
  const { api, session, live } = useServices();
  const { timeZone } = usePreferences();
  const navigate = useNavigate();
  const { busy, error, submit } = useSubmit(async () => {
    await api.post("/v1/auth/logout", {});
    session.end();
    live.reopen();
    navigate("/");
  });
  return (
    <section className="panel" aria-label="Profile">
      <div className="panel-head">
        <h2>Profile</h2>
        <button type="button" className="button" onClick={() => void submit()} disabled={busy}>
          Log out
        </button>
      </div>
      <dl className="panel-body facts">
        <dt>Name</dt>
        <dd>{user.displayName}</dd>
        <dt>Email</dt>
        <dd>{user.email}</dd>
        <dt>Role</dt>
        <dd>{user.roles.map((role) => ROLE_NAMES[role]).join(", ")}</dd>
        <dt>Since</dt>
        <dd>{dateText(new Date(user.createTime), timeZone)}</dd>
      </dl>
      {error && (
        <p className="panel-note form-fault" role="alert">
          You are still logged in. {failureText(error)}
        </p>
      )}
    </section>
  );
}

function Settings() {
  const { api, preferences } = useServices();
  const { theme, timeZone } = usePreferences();
  const [format, changeFormat] = useOddsFormat();
  const keepTimeZone = useSubmit(async () => {
    await api.patch("/v1/preferences", preferencesToJson(preferences.get()), {
      updateMask: "timeZone",
    });
  });
  const changeTimeZone = (zone: string) => {
    preferences.set({ timeZone: zone });
    void keepTimeZone.submit();
  };
  return (
    <section className="panel" aria-label="Preferences">
      <div className="panel-head">
        <h2>Preferences</h2>
      </div>
      <div className="panel-body settings">
        <label className="setting">
          <span>Odds</span>
          <select
            className="select"
            value={format}
            onChange={(event) => changeFormat(event.target.value as OddsFormat)}
          >
            {Object.entries(ODDS_FORMAT_NAMES).map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label className="setting">
          <span>Time zone</span>
          <select
            className="select"
            value={timeZone}
            onChange={(event) => changeTimeZone(event.target.value)}
          >
            {zones(timeZone).map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </select>
        </label>
        <div className="setting">
          <span>Appearance</span>
          <Segmented<Theme>
            label="Appearance"
            options={[
              { value: "system", text: "System" },
              { value: "dark", text: "Dark" },
              { value: "light", text: "Light" },
            ]}
            value={theme}
            onChange={(value) => preferences.set({ theme: value })}
          />
        </div>
      </div>
      <p className="panel-note">
        {keepTimeZone.error
          ? `Kept on this device only. ${failureText(keepTimeZone.error)}`
          : "Odds and time zone are kept with your account, appearance on this device."}
      </p>
    </section>
  );
}

function zones(current: string): string[] {
  const known =
    typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set(["UTC", deviceTimeZone(), current, ...known])].sort();
}
