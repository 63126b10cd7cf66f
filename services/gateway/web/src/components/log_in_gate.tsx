import type { ReactNode } from "react";
import { Link, useLocation } from "react-router-dom";
import { useSessionSettled, useUser } from "../app_context";
import { Empty } from "./notice";

// Shows `children` to whoever is logged in, and asks the others to be.
export function LogInGate({ what, children }: { what: string; children: ReactNode }) {
  const user = useUser();
  const settled = useSessionSettled();
  const { pathname } = useLocation();
  if (user) return children;
  if (!settled) return null;
  return (
    <div className="panel">
      <Empty title={`Log in to see ${what}`}>
        They belong to your account, and only you see them.
      </Empty>
      <p className="gate-links">
        <Link to="/log-in" state={{ next: pathname }} className="button button-primary">
          Log in
        </Link>
        <Link to="/register" state={{ next: pathname }} className="button">
          Register
        </Link>
      </p>
    </div>
  );
}
