import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/board.css";
import "./styles/game.css";
import "./styles/models.css";
import "./styles/benny.css";
import "./styles/account.css";
import "./styles/my_models.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { makeServices, ServicesProvider } from "./app_context";

function localStorageOrNone(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // Forbidden by the browser's settings.
  }
}

const services = makeServices(localStorageOrNone());
// A visitor without a session gets a 401 here, which is an answer: nobody is logged in.
void services.clock.known(services.api);
void services.session.refresh().finally(() => services.live.start());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ServicesProvider services={services}>
      <App />
    </ServicesProvider>
  </StrictMode>,
);
