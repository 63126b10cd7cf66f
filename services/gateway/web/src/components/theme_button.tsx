import { usePreferences, useServices } from "../app_context";

// Switches between dark and light from whichever is shown.
export function ThemeButton() {
  const { preferences } = useServices();
  const { theme } = usePreferences();
  const light =
    theme === "light" ||
    (theme === "system" && window.matchMedia("(prefers-color-scheme: light)").matches);
  return (
    <button
      type="button"
      className="button button-quiet wide theme-button"
      onClick={() => preferences.set({ theme: light ? "dark" : "light" })}
      aria-label={light ? "Switch to dark" : "Switch to light"}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
    </button>
  );
}
