import type { ReactNode } from "react";
import { Link, NavLink } from "react-router-dom";
import { useUser } from "../app_context";
import { WorldClockText } from "./world_clock_text";
import { NavIcon } from "./nav_icon";
import { OddsFormatSelect } from "./odds_format_select";
import { StreamStatus } from "./stream_status";
import { ThemeButton } from "./theme_button";
import { Wordmark } from "./wordmark";

export function Shell({ children }: { children: ReactNode }) {
  const user = useUser();
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="shell-header">
        <div className="shell-bar">
          <Link to="/" aria-label="Overround, odds board">
            <Wordmark />
          </Link>
          <nav className="shell-nav" aria-label="Main">
            <NavLink to="/" end>
              <NavIcon icon="board" />
              Odds
            </NavLink>
            <NavLink to="/models">
              <NavIcon icon="models" />
              Models
            </NavLink>
            <NavLink to="/benny">
              <NavIcon icon="benny" />
              Benny
            </NavLink>
            {user && (
              <NavLink to="/my-models">
                <NavIcon icon="my_models" />
                My models
              </NavLink>
            )}
            <NavLink to={user ? "/account" : "/log-in"}>
              <NavIcon icon="account" />
              {user ? "Account" : "Log in"}
            </NavLink>
          </nav>
          <div className="shell-side">
            <StreamStatus />
            <WorldClockText />
            <OddsFormatSelect />
            <ThemeButton />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="shell-footer">
        Prices are information, not advice. Every claim of an edge is scored against the closing
        line, out of sample.
      </footer>
    </>
  );
}
