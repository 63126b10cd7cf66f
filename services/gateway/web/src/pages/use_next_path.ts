import { useLocation } from "react-router-dom";

// Where a page that asked to log in wants to go on; else the account.
export function useNextPath(): string {
  const state = useLocation().state as { next?: string } | null;
  return state?.next ?? "/account";
}
