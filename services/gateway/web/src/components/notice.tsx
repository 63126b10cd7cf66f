import type { ReactNode } from "react";
import type { ApiError } from "../api/client";

// Nothing to show, and why.
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="notice">
      <p className="notice-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

// Something could not be loaded. Says what the server said, and the id to ask about.
export function Failure({
  what,
  error,
  retry,
}: {
  what: string;
  error: ApiError;
  retry: () => void;
}) {
  return (
    <div className="notice" role="alert">
      <p className="notice-title">{what} could not be loaded</p>
      <p>{failureText(error)}</p>
      {error.requestId && <code>request {error.requestId}</code>}
      <div>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </div>
    </div>
  );
}

// What is on screen is the last that was known.
export function StaleBanner({ error, retry }: { error: ApiError; retry: () => void }) {
  return (
    <div className="banner" role="status">
      <span>This is not up to date. {failureText(error)}</span>
      <button type="button" className="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}

export function failureText(error: ApiError): string {
  if (error.httpStatus === 0) return "The server cannot be reached. Check that it is running.";
  if (error.httpStatus === 503)
    return "The service behind this page is not answering at the moment.";
  if (error.httpStatus === 504) return "The service behind this page took too long.";
  if (error.httpStatus === 501) return "The service behind this page does not offer this yet.";
  if (error.httpStatus === 429) return "Too many requests: wait a moment.";
  return error.message;
}
