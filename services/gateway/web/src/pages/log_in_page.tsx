import { useState } from "react";
import { Link, Navigate, useNavigate } from "react-router-dom";
import type { ApiError } from "../api/client";
import type { Session } from "../api/types";
import { useServices, useUser } from "../app_context";
import { FormField } from "../components/form_field";
import { failureText } from "../components/notice";
import { useNextPath } from "./use_next_path";
import { useSubmit } from "./use_submit";
import { useTitle } from "./use_title";

export function LogInPage() {
  useTitle("Log in");
  const { api, session, live } = useServices();
  const navigate = useNavigate();
  const next = useNextPath();
  const user = useUser();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, submit } = useSubmit(async () => {
    session.begin(await api.post<Session>("/v1/auth/login", { email: email.trim(), password }));
    live.reopen(); // With the token its private events come as well.
    navigate(next);
  });
  if (user) return <Navigate to={next} replace />;
  return (
    <div className="page form-page">
      <form
        className="panel form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1>Log in</h1>
        <p className="muted">
          Odds, forecasts and Benny need no account. Your own bets and models do.
        </p>
        <FormField
          label="Email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <FormField
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {error && (
          <p className="form-fault" role="alert">
            {logInFault(error)}
          </p>
        )}
        <button type="submit" className="button button-primary button-wide" disabled={busy}>
          {busy ? "Logging in…" : "Log in"}
        </button>
        <p className="form-other">
          No account yet?{" "}
          <Link to="/register" state={{ next }} className="link">
            Register
          </Link>
        </p>
      </form>
    </div>
  );
}

function logInFault(error: ApiError): string {
  if (error.httpStatus === 401) return "Email address or password is wrong.";
  if (error.httpStatus === 429) return waitText(error);
  return failureText(error);
}

export function waitText(error: ApiError): string {
  return error.retryAfterSeconds
    ? `Too many attempts: try again in ${error.retryAfterSeconds} s.`
    : "Too many attempts: wait a moment.";
}
