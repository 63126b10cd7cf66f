import { useState } from "react";
import { Link, Navigate, useNavigate } from "react-router-dom";
import type { ApiError } from "../api/client";
import type { Session } from "../api/types";
import { useServices, useUser } from "../app_context";
import { FormField } from "../components/form_field";
import { failureText } from "../components/notice";
import { preferencesToJson } from "../preferences";
import { waitText } from "./log_in_page";
import { useNextPath } from "./use_next_path";
import { useSubmit } from "./use_submit";
import { useTitle } from "./use_title";

const PASSWORD_LENGTH_MIN = 10;

export function RegisterPage() {
  useTitle("Register");
  const { api, session, live, preferences } = useServices();
  const navigate = useNavigate();
  const next = useNextPath();
  const user = useUser();
  const [form, setForm] = useState({ displayName: "", email: "", password: "" });
  const [touched, setTouched] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    const body = {
      displayName: form.displayName.trim(),
      email: form.email.trim(),
      password: form.password,
    };
    const begun = await api.post<Session>("/v1/auth/register", body);
    // What this device was set to becomes the account's choice, not the other way round.
    preferences.adoptFor(begun.user.name);
    session.begin(begun);
    await api.patch("/v1/preferences", preferencesToJson(preferences.get())).catch(() => undefined);
    live.reopen();
    navigate(next);
  });
  if (user && !busy) return <Navigate to={next} replace />;
  const short = form.password.length < PASSWORD_LENGTH_MIN;
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) =>
      setForm({ ...form, [name]: event.target.value }),
  });
  return (
    <div className="page form-page">
      <form
        className="panel form"
        noValidate={false}
        onSubmit={(event) => {
          event.preventDefault();
          setTouched(true);
          if (!short) void submit();
        }}
      >
        <h1>Register</h1>
        <p className="muted">One account for your record, your limits and your own models.</p>
        <FormField
          label="Name"
          autoComplete="name"
          required
          maxLength={100}
          {...field("displayName")}
        />
        <FormField
          label="Email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          {...field("email")}
        />
        <FormField
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          maxLength={200}
          hint={`At least ${PASSWORD_LENGTH_MIN} characters`}
          fault={
            touched && short ? `Too short: at least ${PASSWORD_LENGTH_MIN} characters` : undefined
          }
          {...field("password")}
        />
        {error && (
          <p className="form-fault" role="alert">
            {registerFault(error)}
          </p>
        )}
        <button type="submit" className="button button-primary button-wide" disabled={busy}>
          {busy ? "Registering…" : "Register"}
        </button>
        <p className="form-other">
          Already registered?{" "}
          <Link to="/log-in" state={{ next }} className="link">
            Log in
          </Link>
        </p>
      </form>
    </div>
  );
}

function registerFault(error: ApiError): string {
  if (error.httpStatus === 409) return "This email address has an account already. Log in instead.";
  if (error.httpStatus === 429) return waitText(error);
  return failureText(error);
}
