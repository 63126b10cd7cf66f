import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "./api/client";

// Something loaded from the gateway. `value` stays while it is loaded again; `error` is of the last
// try.
export interface Loaded<T> {
  value: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
}

// Loads when mounted, when `key` changes (the old value is dropped) and when asked to.
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{
    key: string;
    value?: T;
    error?: ApiError;
    loading: boolean;
  }>({
    key,
    loading: true,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({
      key,
      value: before.key === key ? before.value : undefined,
      loading: true,
    }));
    latest.current(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ key, value, loading: false }),
      (error: unknown) =>
        !abort.signal.aborted &&
        setState((before) => ({
          key,
          value: before.value,
          error: asApiError(error),
          loading: false,
        })),
    );
    return () => abort.abort();
  }, [key, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  const current = state.key === key;
  return {
    value: current ? state.value : undefined,
    error: current ? state.error : undefined,
    loading: current ? state.loading : true,
    reload,
  };
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, "INTERNAL", error instanceof Error ? error.message : String(error));
}
