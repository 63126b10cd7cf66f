import { useSearchParams } from "react-router-dom";
import type { Model, ModelComparison } from "../api/types";
import { useLive, usePreferences, useServices, useThrottled } from "../app_context";
import { FigureHints } from "../components/comparison_figures";
import { ComparisonCard, ComparisonTable } from "../components/comparison_table";
import { Empty, Failure, Loading, StaleBanner } from "../components/notice";
import { Segmented } from "../components/segmented";
import { useMedia } from "../components/use_media";
import { GRADED_MIN } from "../comparison";
import { idOf } from "../names";
import { dateText } from "../time";
import { useLoad } from "../use_load";
import type { Loaded } from "../use_load";
import { useDirectory } from "./use_directory";
import { useTitle } from "./use_title";

const WINDOWS = [
  { value: "7", text: "7 days" },
  { value: "30", text: "30 days" },
  { value: "90", text: "90 days" },
  { value: "0", text: "All" },
] as const;

const KINDS = [
  { value: "", text: "All markets" },
  { value: "KIND_MONEYLINE", text: "Moneyline" },
  { value: "KIND_THREE_WAY", text: "Three-way" },
  { value: "KIND_SPREAD", text: "Spread" },
  { value: "KIND_TOTAL", text: "Total" },
] as const;

export function ModelsPage() {
  useTitle("Models");
  const { api } = useServices();
  const [parameters, setParameters] = useSearchParams();
  const asked = {
    sport: parameters.get("sport") ?? "",
    days: parameters.get("days") ?? "30",
    kind: parameters.get("kind") ?? "",
  };
  const comparisons = useLoad(`comparison ${JSON.stringify(asked)}`, (signal) =>
    api.listAll<ModelComparison>(
      "/v1/model-comparison",
      "modelComparisons",
      { sport: asked.sport && `sports/${asked.sport}`, days: asked.days, kind: asked.kind },
      signal,
    ),
  );
  const reload = useThrottled(comparisons.reload, 3000);
  useLive(["PredictionGraded"], reload, reload);
  const change = (name: keyof typeof asked, value: string) =>
    setParameters({ ...asked, [name]: value }, { replace: true });
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Models</h1>
          <p>
            Each model against its own inverse, on official rows only: the last forecast before the
            start, at prices that could be taken, graded after the game.
          </p>
        </div>
      </div>
      <Filters asked={asked} change={change} />
      <Comparisons comparisons={comparisons} />
      <Registry />
    </div>
  );
}

type Asked = { sport: string; days: string; kind: string };

function Filters({
  asked,
  change,
}: {
  asked: Asked;
  change: (name: keyof Asked, value: string) => void;
}) {
  const { sports } = useDirectory();
  return (
    <div className="controls models-filters">
      <select
        className="select"
        aria-label="Sport"
        value={asked.sport}
        onChange={(event) => change("sport", event.target.value)}
      >
        <option value="">All sports</option>
        {sports.map((sport) => (
          <option key={sport.name} value={idOf(sport.name)}>
            {sport.displayName}
          </option>
        ))}
      </select>
      <select
        className="select"
        aria-label="Market"
        value={asked.kind}
        onChange={(event) => change("kind", event.target.value)}
      >
        {KINDS.map((kind) => (
          <option key={kind.value} value={kind.value}>
            {kind.text}
          </option>
        ))}
      </select>
      <Segmented
        label="Window"
        options={WINDOWS}
        value={asked.days as "30"}
        onChange={(value) => change("days", value)}
      />
    </div>
  );
}

function Comparisons({ comparisons }: { comparisons: Loaded<ModelComparison[]> }) {
  const narrow = useMedia("(max-width: 720px)");
  const { value, error, reload } = comparisons;
  if (!value) {
    return (
      <div className="panel">
        {error ? <Failure what="The comparison" error={error} retry={reload} /> : <Loading />}
      </div>
    );
  }
  const graded = value.filter((one) => one.original.officialCount !== "0");
  if (graded.length === 0) {
    return (
      <div className="panel">
        <Empty title="Not enough graded games">
          No official forecast in this window has been graded yet. A row appears when a game that a
          model forecast has a result; a verdict needs {String(GRADED_MIN)}.
        </Empty>
      </div>
    );
  }
  return (
    <>
      {error && <StaleBanner error={error} retry={reload} />}
      {narrow ? (
        graded.map((one) => <ComparisonCard key={one.model} comparison={one} />)
      ) : (
        <div className="panel">
          <ComparisonTable comparisons={graded} />
        </div>
      )}
      <p className="models-note muted">
        ROI stakes one unit on every row that had a price. Log loss leaves pushes out. “No close”
        means no book was seen within 15 minutes of the start: such rows are counted, not hidden.
      </p>
      <FigureHints />
    </>
  );
}

// Which models there are and what they look at.
function Registry() {
  const { api } = useServices();
  const { timeZone } = usePreferences();
  const directory = useDirectory();
  const models = useLoad("models", (signal) =>
    api.listAll<Model>("/v1/models", "models", {}, signal),
  );
  return (
    <section className="panel models-registry" aria-label="At work">
      <div className="panel-head">
        <h2>At work</h2>
        <span className="muted">
          {models.value && `${models.value.filter((one) => one.active).length} models`}
        </span>
      </div>
      {!models.value ? (
        models.error ? (
          <Failure what="The models" error={models.error} retry={models.reload} />
        ) : (
          <Loading rows={3} />
        )
      ) : models.value.length === 0 ? (
        <Empty title="No models yet">The prediction service has registered none.</Empty>
      ) : (
        <ul className="registry">
          {models.value.map((model) => (
            <li key={model.name}>
              <h3>
                {model.displayName} <span className="muted">v{model.version}</span>
                {!model.active && <span className="tag">resting</span>}
              </h3>
              <p>{model.description}</p>
              <p className="muted">
                {model.sports.map((sport) => directory.sportName(sport)).join(", ") ||
                  "No sport yet"}
                {model.trainedThroughTime &&
                  ` · fitted through ${dateText(new Date(model.trainedThroughTime), timeZone)}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
