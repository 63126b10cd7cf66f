import { useEffect } from "react";
import { BrowserRouter, Route, Routes, useLocation } from "react-router-dom";
import { usePreferences, useServices, useUser } from "./app_context";
import { Shell } from "./components/shell";
import { AccountPage } from "./pages/account_page";
import { BennyPage } from "./pages/benny_page";
import { BoardPage } from "./pages/board_page";
import { DirectoryProvider } from "./pages/use_directory";
import { GamePage } from "./pages/game_page";
import { LogInPage } from "./pages/log_in_page";
import { ModelsPage } from "./pages/models_page";
import { MyModelPage } from "./pages/my_model_page";
import { EditModelPage, NewModelPage } from "./pages/my_model_form_page";
import { MyModelsPage } from "./pages/my_models_page";
import { NotFoundPage } from "./pages/not_found_page";
import { RegisterPage } from "./pages/register_page";
import { preferencesFromJson } from "./preferences";
import type { Preferences } from "./api/types";

// As the next major version does it.
const ROUTER_FUTURE = { v7_startTransition: true, v7_relativeSplatPath: true } as const;

export function App() {
  useTheme();
  useLiveFeedUpkeep();
  useAccountPreferences();
  return (
    <BrowserRouter future={ROUTER_FUTURE}>
      <ScrollToTop />
      <DirectoryProvider>
        <Shell>
          <Routes>
            <Route path="/" element={<BoardPage />} />
            <Route path="/games/:game" element={<GamePage />} />
            <Route path="/models" element={<ModelsPage />} />
            <Route path="/my-models" element={<MyModelsPage />} />
            <Route path="/my-models/new" element={<NewModelPage />} />
            <Route path="/my-models/:model" element={<MyModelPage />} />
            <Route path="/my-models/:model/edit" element={<EditModelPage />} />
            <Route path="/benny" element={<BennyPage />} />
            <Route path="/log-in" element={<LogInPage />} />
            <Route path="/register" element={<RegisterPage />} />
            <Route path="/account" element={<AccountPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Shell>
      </DirectoryProvider>
    </BrowserRouter>
  );
}

function ScrollToTop() {
  const { pathname } = useLocation();
  useEffect(() => {
    void window.scrollTo(0, 0); // Newer browsers answer with a promise, which is no clean-up.
  }, [pathname]);
  return null;
}

function useTheme(): void {
  const { theme } = usePreferences();
  useEffect(() => {
    const system = window.matchMedia("(prefers-color-scheme: light)");
    const apply = () => {
      const light = theme === "light" || (theme === "system" && system.matches);
      document.documentElement.dataset.theme = light ? "light" : "dark";
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);
}

// A tab that comes back does not wait out its pause.
function useLiveFeedUpkeep(): void {
  const { live } = useServices();
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && live.hurry();
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
    };
  }, [live]);
}

// Whoever logs in sees things as they chose, on every device.
function useAccountPreferences(): void {
  const { api, preferences } = useServices();
  const user = useUser()?.name;
  useEffect(() => {
    if (!user || !preferences.adoptFor(user)) return;
    api.get<Preferences>("/v1/preferences").then(
      (kept) => preferences.set(preferencesFromJson(kept)),
      () => undefined, // The device's own choice stays.
    );
  }, [api, preferences, user]);
}
