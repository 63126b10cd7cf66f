const PATHS = {
  board: "M4 6h16M4 12h16M4 18h16M10 6v12",
  models: "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
  benny: "M6 9h12v9H6zM12 9V5M9 13h.01M15 13h.01M9.5 18v2M14.5 18v2",
  my_models: "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h7M15 17h5M15 5v4M9 10v4M13 15v4",
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
} as const;

// A picture beside its word; never alone.
export function NavIcon({ icon }: { icon: keyof typeof PATHS }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d={PATHS[icon]} strokeLinejoin="round" />
    </svg>
  );
}
