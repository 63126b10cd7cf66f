import { useRef } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { RequestIds } from "../api/request_id";
import type { UserModel, UserModelDefinition } from "../api/types";
import { useServices } from "../app_context";
import { LogInGate } from "../components/log_in_gate";
import { Failure, Loading } from "../components/notice";
import { UserModelEditor } from "../components/user_model_editor";
import { idOf } from "../names";
import { changedFields } from "../user_model";
import { NotFoundPage } from "./not_found_page";
import { useTitle } from "./use_title";
import { useUserModel } from "./use_user_models";

export function NewModelPage() {
  useTitle("New model");
  return (
    <div className="page">
      <FormHead title="New model" />
      <LogInGate what="your models">
        <NewModel />
      </LogInGate>
    </div>
  );
}

function NewModel() {
  const { api } = useServices();
  const navigate = useNavigate();
  const requestIds = useRef(new RequestIds());
  const create = async (definition: UserModelDefinition) => {
    const requestId = requestIds.current.idFor(definition);
    const made = await api.post<UserModel>("/v1/user-models", definition, { requestId });
    navigate(`/my-models/${idOf(made.name)}`, { replace: true });
  };
  return <UserModelEditor save={create} />;
}

export function EditModelPage() {
  useTitle("Edit model");
  const { model: id } = useParams();
  return (
    <div className="page">
      <LogInGate what="your models">
        <EditModel name={`user-models/${id}`} />
      </LogInGate>
    </div>
  );
}

function EditModel({ name }: { name: string }) {
  const { api } = useServices();
  const navigate = useNavigate();
  const { value: model, error, reload } = useUserModel(name);
  if (error?.httpStatus === 404 || error?.httpStatus === 400) return <NotFoundPage />;
  if (!model) {
    return (
      <div className="panel">
        {error ? <Failure what="The model" error={error} retry={reload} /> : <Loading rows={4} />}
      </div>
    );
  }
  const update = async (definition: UserModelDefinition) => {
    const updateMask = changedFields(model, definition).join();
    const body = { ...definition, name, etag: model.etag };
    // An empty mask would mean every field.
    if (updateMask) await api.patch<UserModel>(`/v1/${name}`, body, { updateMask });
    navigate(`/my-models/${idOf(name)}`);
  };
  return (
    <>
      <FormHead title={`Edit ${model.displayName}`} back={model} />
      <UserModelEditor key={model.etag} model={model} save={update} reload={reload} />
    </>
  );
}

function FormHead({ title, back }: { title: string; back?: UserModel }) {
  return (
    <>
      <p className="crumbs">
        <Link to="/my-models" className="link">
          My models
        </Link>
        {back && (
          <Link to={`/my-models/${idOf(back.name)}`} className="link">
            {back.displayName}
          </Link>
        )}
      </p>
      <div className="page-head">
        <h1>{title}</h1>
      </div>
    </>
  );
}
