export function Wordmark() {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 6.5h16" stroke="var(--accent-line)" strokeWidth="2.6" strokeLinecap="round" />
        <circle cx="12" cy="15" r="4.8" fill="none" stroke="currentColor" strokeWidth="2.6" />
      </svg>
      Overround
    </span>
  );
}
