import { Link } from "react-router-dom";
import type { UserModel } from "../api/types";
import { LogInGate } from "../components/log_in_gate";
import { Empty, Failure, Loading, StaleBanner } from "../components/notice";
import { UserModelCard } from "../components/user_model_card";
import { MODELS_MAX } from "../user_model";
import { useUserModels } from "./use_user_models";
import { useTitle } from "./use_title";

export function MyModelsPage() {
  useTitle("My models");
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>My models</h1>
          <p>
            Models of your own: what they weigh, when they speak, how they stake. They are defined
            here and kept in versions. Running them, on games and on the past, comes later; until
            then none has a forecast or a record, and none is shown.
          </p>
        </div>
      </div>
      <LogInGate what="your models">
        <Models />
      </LogInGate>
    </div>
  );
}

function Models() {
  const models = useUserModels();
  const { value, error, reload } = models;
  if (!value) {
    return (
      <div className="panel">
        {error ? (
          <Failure what="Your models" error={error} retry={reload} />
        ) : (
          <Loading rows={4} />
        )}
      </div>
    );
  }
  return (
    <>
      {error && <StaleBanner error={error} retry={reload} />}
      <ModelList models={value} />
    </>
  );
}

function ModelList({ models }: { models: readonly UserModel[] }) {
  const full = models.length >= MODELS_MAX;
  if (models.length === 0) {
    return (
      <div className="panel">
        <Empty title="No model yet">
          Choose sports and markets, give each signal a weight, say when to speak and how to stake.
        </Empty>
        <p className="gate-links">
          <NewModelLink />
        </p>
      </div>
    );
  }
  return (
    <>
      <div className="controls model-controls">
        <span className="muted">
          {models.length} of {MODELS_MAX}
          {full && ": delete one to make another"}
        </span>
        {!full && <NewModelLink />}
      </div>
      <ul className="model-cards">
        {models.map((model) => (
          <UserModelCard key={model.name} model={model} />
        ))}
      </ul>
    </>
  );
}

function NewModelLink() {
  return (
    <Link to="/my-models/new" className="button button-primary">
      New model
    </Link>
  );
}
