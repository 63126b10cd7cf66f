import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import type { UserModel } from "../api/types";
import { useServices } from "../app_context";
import { DeleteConfirm } from "../components/delete_confirm";
import { LogInGate } from "../components/log_in_gate";
import { Failure, failureText, Loading } from "../components/notice";
import { UserModelFacts } from "../components/user_model_facts";
import { UserModelState } from "../components/user_model_state";
import { UserModelVersions } from "../components/user_model_versions";
import { WeightBars } from "../components/weight_bars";
import { idOf } from "../names";
import { NotFoundPage } from "./not_found_page";
import { useSubmit } from "./use_submit";
import { useTitle } from "./use_title";
import { useUserModel, useUserModelVersions } from "./use_user_models";

const STATE_NOTES: Readonly<Record<UserModel["state"], string>> = {
  STATE_ACTIVE: "Active: it makes forecasts once users’ models can be run, which is still to come.",
  STATE_PAUSED: "Paused: it makes no forecasts until you resume it.",
};

export function MyModelPage() {
  const { model: id } = useParams();
  return (
    <div className="page">
      <LogInGate what="your models">
        <Model name={`user-models/${id}`} />
      </LogInGate>
    </div>
  );
}

function Model({ name }: { name: string }) {
  const { value: model, error, reload } = useUserModel(name);
  useTitle(model?.displayName ?? "My models");
  if (error?.httpStatus === 404 || error?.httpStatus === 400) return <NotFoundPage />;
  if (!model) {
    return (
      <div className="panel">
        {error ? <Failure what="The model" error={error} retry={reload} /> : <Loading rows={4} />}
      </div>
    );
  }
  return <ModelBody model={model} reload={reload} />;
}

function ModelBody({ model, reload }: { model: UserModel; reload: () => void }) {
  const versions = useUserModelVersions(model.name);
  return (
    <>
      <p className="crumbs">
        <Link to="/my-models" className="link">
          My models
        </Link>
      </p>
      <div className="page-head model-head">
        <div>
          <h1>{model.displayName}</h1>
          <UserModelState model={model} />
          {model.description && <p>{model.description}</p>}
        </div>
        <Actions model={model} reload={reload} />
      </div>
      <div className="model-columns">
        <section className="panel" aria-label="Definition">
          <div className="panel-head">
            <h2>Definition</h2>
          </div>
          <div className="panel-body model-card-body">
            <UserModelFacts model={model} />
            <WeightBars weights={model.weights} />
          </div>
          <p className="panel-note">{STATE_NOTES[model.state]}</p>
        </section>
        <UserModelVersions versions={versions} />
      </div>
    </>
  );
}

function Actions({ model, reload }: { model: UserModel; reload: () => void }) {
  const { api } = useServices();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const active = model.state === "STATE_ACTIVE";
  const toggle = useSubmit(async () => {
    await api.post(`/v1/${model.name}:${active ? "pause" : "resume"}`);
    reload();
  });
  const remove = useSubmit(async () => {
    await api.delete(`/v1/${model.name}`, { etag: model.etag });
    navigate("/my-models");
  });
  const error = remove.error ?? toggle.error;
  // Where nothing was deleted, perhaps because of another version than the one on screen.
  const lookAgain = () => {
    setAsking(false);
    reload();
  };
  if (asking) {
    return (
      <DeleteConfirm
        question={`Delete “${model.displayName}” with all its versions? It cannot be brought back.`}
        busy={remove.busy}
        onDelete={() => void remove.submit().then(lookAgain)}
        onKeep={() => setAsking(false)}
      />
    );
  }
  return (
    <div className="model-actions">
      <Link to={`/my-models/${idOf(model.name)}/edit`} className="button button-primary">
        Edit
      </Link>
      <button
        type="button"
        className="button"
        disabled={toggle.busy}
        onClick={() => void toggle.submit()}
      >
        {active ? "Pause" : "Resume"}
      </button>
      <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
        Delete
      </button>
      {error && (
        <p className="form-fault" role="alert">
          {error.status === "ABORTED"
            ? "Not deleted: it was changed elsewhere meanwhile. This is how it is now."
            : failureText(error)}
        </p>
      )}
    </div>
  );
}
