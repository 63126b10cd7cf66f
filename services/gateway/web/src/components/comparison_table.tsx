import type { ModelComparison, ModelPerformance } from "../api/types";
import { aheadOf, GRADED_MIN } from "../comparison";
import type { Ahead } from "../comparison";
import { FIGURES } from "./comparison_figures";

// All models under each other: for wide screens.
export function ComparisonTable({ comparisons }: { comparisons: readonly ModelComparison[] }) {
  return (
    <div
      className="table-scroll"
      tabIndex={0}
      role="group"
      aria-label="Comparison, scrolls sideways"
    >
      <table className="table comparison">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">
              <span className="sr-only">Original or inverse</span>
            </th>
            {FIGURES.map((figure) => (
              <th key={figure.key} scope="col" className="figure" title={figure.hint}>
                {figure.text}
              </th>
            ))}
          </tr>
        </thead>
        {comparisons.map((one) => (
          <Pair key={one.model} comparison={one} />
        ))}
      </table>
    </div>
  );
}

function Pair({ comparison }: { comparison: ModelComparison }) {
  const ahead = aheadOf(comparison);
  return (
    <tbody data-ahead={ahead}>
      <tr>
        <th scope="rowgroup" rowSpan={2}>
          {comparison.modelDisplayName}
          <AheadText ahead={ahead} graded={comparison.original.officialCount} />
        </th>
        <Figures name="Original" performance={comparison.original} leads={ahead === "original"} />
      </tr>
      <tr>
        <Figures name="Inverse" performance={comparison.inverse} leads={ahead === "inverse"} />
      </tr>
    </tbody>
  );
}

function Figures({
  name,
  performance,
  leads,
}: {
  name: string;
  performance: ModelPerformance;
  leads: boolean;
}) {
  return (
    <>
      <td className={leads ? "strong" : undefined}>{name}</td>
      {FIGURES.map((figure) => (
        <td key={figure.key} className="figure">
          {figure.show(performance)}
        </td>
      ))}
    </>
  );
}

// One model at a time: for narrow screens.
export function ComparisonCard({ comparison }: { comparison: ModelComparison }) {
  const ahead = aheadOf(comparison);
  return (
    <section
      className="panel comparison-card"
      data-ahead={ahead}
      aria-label={comparison.modelDisplayName}
    >
      <div className="panel-head">
        <h2>{comparison.modelDisplayName}</h2>
        <AheadText ahead={ahead} graded={comparison.original.officialCount} />
      </div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Figure</span>
            </th>
            <th scope="col" className="figure">
              Original
            </th>
            <th scope="col" className="figure">
              Inverse
            </th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => (
            <tr key={figure.key}>
              <th scope="row">{figure.text}</th>
              <td className="figure">{figure.show(comparison.original)}</td>
              <td className="figure">{figure.show(comparison.inverse)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AheadText({ ahead, graded }: { ahead: Ahead; graded: string }) {
  switch (ahead) {
    case "too_few":
      return (
        <small className="ahead">
          Not enough graded games: {graded} of {String(GRADED_MIN)}
        </small>
      );
    case "original":
      return <small className="ahead">Original earned more</small>;
    case "inverse":
      return <small className="ahead ahead-inverse">Inverse earned more</small>;
    case "neither":
      return <small className="ahead">Neither earned anything</small>;
  }
}
