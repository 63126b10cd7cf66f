import type { StakingKind } from "../api/types";
import { shortPercentText } from "../figures";
import { FRACTION_MAX_DEFAULT } from "../user_model";
import type { FormFaults, UserModelForm } from "../user_model_form";
import { FieldGroup } from "./field_group";
import { PercentField } from "./percent_field";
import { Segmented } from "./segmented";

const KINDS: readonly { value: StakingKind; text: string }[] = [
  { value: "KIND_FLAT", text: "Flat" },
  { value: "KIND_PERCENT", text: "Percent" },
  { value: "KIND_KELLY", text: "Kelly" },
];

const HINTS: Readonly<Record<StakingKind, string>> = {
  KIND_FLAT: "Always one unit.",
  KIND_PERCENT: "A fixed share of the bankroll.",
  KIND_KELLY: "A part of what the Kelly rule stakes.",
};

export interface StakingFieldsProps {
  form: UserModelForm;
  faults: FormFaults;
  onChange: (change: Partial<UserModelForm>) => void;
}

// How much the model would stake.
export function StakingFields({ form, faults, onChange }: StakingFieldsProps) {
  const { stakingKind } = form;
  return (
    <FieldGroup label="Staking plan" hint={HINTS[stakingKind]} fault={faults.stakingKind}>
      <Segmented<StakingKind>
        label="Staking plan"
        options={KINDS}
        value={stakingKind}
        onChange={(value) => onChange({ stakingKind: value })}
      />
      <div className="field-pair">
        {stakingKind !== "KIND_FLAT" && (
          <PercentField
            label={stakingKind === "KIND_KELLY" ? "Of the Kelly stake" : "Of the bankroll"}
            fault={faults.fraction}
            value={form.fraction}
            onChange={(fraction) => onChange({ fraction })}
          />
        )}
        <PercentField
          label="At most"
          hint={`Of the bankroll; empty means ${shortPercentText(FRACTION_MAX_DEFAULT)}`}
          fault={faults.fractionMax}
          value={form.fractionMax}
          onChange={(fractionMax) => onChange({ fractionMax })}
        />
      </div>
    </FieldGroup>
  );
}
