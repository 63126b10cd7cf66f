import { useEffect, useRef, useState } from "react";
import type { ApiError } from "../api/client";
import type { UserModel, UserModelDefinition } from "../api/types";
import { useDirectory } from "../pages/use_directory";
import { useSubmit } from "../pages/use_submit";
import { changedFields, COMPUTED_FIELDS, MODELS_MAX } from "../user_model";
import { definitionOf, faultsOfForm, formOf, serverFaults } from "../user_model_form";
import type { FormFaults, UserModelForm } from "../user_model_form";
import { failureText } from "./notice";
import { UserModelFields } from "./user_model_fields";

export interface UserModelEditorProps {
  model?: UserModel; // none where a new one is made
  save: (definition: UserModelDefinition) => Promise<void>;
  reload?: () => void;
}

// The form of a model, new or not. Says before saving what saving does.
export function UserModelEditor({ model, save, reload }: UserModelEditorProps) {
  const { sports } = useDirectory();
  const [form, setForm] = useState(() => formOf(model));
  const [sent, setSent] = useState<UserModelForm>(); // none before the first try
  const { busy, error, submit } = useSubmit(() => save(definitionOf(form)));
  const found = faultsOfForm(form);
  const good = Object.keys(found).length === 0;
  const told = error && serverFaults(error);
  const faults = sent ? { ...standing(told, sent, form), ...found } : {};
  const frame = useFocusOnFault(sent, error);
  const send = () => {
    setSent(form);
    if (good) void submit();
  };
  return (
    <form
      ref={frame}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <UserModelFields
        form={form}
        faults={faults}
        sports={sports}
        onChange={(change) => setForm({ ...form, ...change })}
      />
      {error && !told && <SaveFault error={error} reload={reload} />}
      <div className="model-save">
        <button type="submit" className="button button-primary" disabled={busy}>
          {busy ? "Saving…" : model ? "Save" : "Create model"}
        </button>
        <span className="muted" role="status">
          {good ? savingText(model, definitionOf(form)) : sent && "Something is missing above."}
        </span>
      </div>
    </form>
  );
}

// What the server said of fields that are still as it saw them.
function standing(
  told: FormFaults | undefined,
  sent: UserModelForm,
  form: UserModelForm,
): FormFaults {
  const fields = Object.entries(told ?? {}) as [keyof UserModelForm, string][];
  return Object.fromEntries(fields.filter(([field]) => sent[field] === form[field]));
}

// Each try that fails at a field leads there.
function useFocusOnFault(sent: UserModelForm | undefined, error: ApiError | undefined) {
  const frame = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const fault = '[aria-invalid="true"], [data-fault] input';
    if (sent) frame.current?.querySelector<HTMLElement>(fault)?.focus();
  }, [sent, error]);
  return frame;
}

function savingText(model: UserModel | undefined, definition: UserModelDefinition): string {
  if (!model) return "Makes version 1.";
  const changed = changedFields(model, definition);
  if (changed.length === 0) return "Nothing is changed yet.";
  const computed: readonly string[] = COMPUTED_FIELDS;
  return changed.some((field) => computed.includes(field))
    ? `Makes version ${model.version + 1}; version ${model.version} stays as it is.`
    : `Stays version ${model.version}: what it computes is the same.`;
}

// What no field can be blamed for.
function SaveFault({ error, reload }: { error: ApiError; reload: (() => void) | undefined }) {
  if (error.status === "ABORTED") {
    return (
      <p className="form-fault" role="alert">
        Not saved: this model was changed elsewhere since you opened it.{" "}
        <button type="button" className="button" onClick={reload}>
          Drop my changes and load it again
        </button>
      </p>
    );
  }
  return (
    <p className="form-fault" role="alert">
      Not saved.{" "}
      {error.status === "RESOURCE_EXHAUSTED"
        ? `You may keep ${MODELS_MAX} models. The server says: ${error.message}`
        : failureText(error)}
    </p>
  );
}
