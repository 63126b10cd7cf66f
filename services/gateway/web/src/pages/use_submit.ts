import { useState } from "react";
import { ApiError } from "../api/client";

// Runs a form's call once at a time and keeps why it failed.
export function useSubmit(run: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await run();
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError(0, "INTERNAL", String(caught)));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit };
}
