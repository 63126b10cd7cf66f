import type { Sport } from "../api/types";
import { KIND_NAMES } from "../names";
import { MODEL_KINDS } from "../user_model";
import type { FormFaults, UserModelForm } from "../user_model_form";
import { CheckGroup } from "./check_group";
import { FieldGroup } from "./field_group";
import { FormField, TextField } from "./form_field";
import { PercentField } from "./percent_field";
import { StakingFields } from "./staking_fields";
import { WeightFields } from "./weight_fields";

export interface UserModelFieldsProps {
  form: UserModelForm;
  faults: FormFaults;
  sports: readonly Sport[];
  onChange: (change: Partial<UserModelForm>) => void;
}

// Everything a user decides about a model, part by part.
export function UserModelFields({ form, faults, sports, onChange }: UserModelFieldsProps) {
  return (
    <div className="model-fields">
      <div className="panel model-part">
        <NameFields form={form} faults={faults} onChange={onChange} />
        <CheckGroup
          label="Sports"
          options={sports.map(({ name, displayName }) => ({ value: name, text: displayName }))}
          chosen={form.sports}
          onChange={(chosen) => onChange({ sports: chosen })}
          fault={faults.sports}
        />
        <CheckGroup
          label="Markets"
          options={MODEL_KINDS.map((kind) => ({ value: kind, text: KIND_NAMES[kind] }))}
          chosen={form.kinds}
          onChange={(kinds) => onChange({ kinds })}
          fault={faults.kinds}
        />
      </div>
      <div className="panel model-part">
        <WeightFields
          weights={form.weights}
          onChange={(weights) => onChange({ weights })}
          fault={faults.weights}
        />
      </div>
      <div className="panel model-part model-part-wide">
        <ThresholdFields form={form} faults={faults} onChange={onChange} />
        <StakingFields form={form} faults={faults} onChange={onChange} />
      </div>
    </div>
  );
}

type PartProps = Omit<UserModelFieldsProps, "sports">;

function NameFields({ form, faults, onChange }: PartProps) {
  return (
    <>
      <FormField
        label="Name"
        required
        autoComplete="off"
        fault={faults.displayName}
        value={form.displayName}
        onChange={(event) => onChange({ displayName: event.target.value })}
      />
      <TextField
        label="What it is for"
        rows={3}
        hint="For yourself; may stay empty"
        fault={faults.description}
        value={form.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
    </>
  );
}

function ThresholdFields({ form, faults, onChange }: PartProps) {
  return (
    <FieldGroup label="Thresholds" hint="Below them it stays silent. Zero means no bound.">
      <div className="field-pair">
        <PercentField
          label="Least probability"
          fault={faults.probabilityMin}
          value={form.probabilityMin}
          onChange={(probabilityMin) => onChange({ probabilityMin })}
        />
        <PercentField
          label="Least expected profit"
          hint="Per unit staked"
          fault={faults.edgeMin}
          value={form.edgeMin}
          onChange={(edgeMin) => onChange({ edgeMin })}
        />
      </div>
    </FieldGroup>
  );
}
