import { useState } from "react";
import { featureFault } from "../user_model_form";
import type { WeightText } from "../user_model_form";
import { FieldGroup } from "./field_group";
import { FormField } from "./form_field";
import { WeightRow } from "./weight_row";

export interface WeightFieldsProps {
  weights: readonly WeightText[];
  onChange: (weights: WeightText[]) => void;
  fault: string | undefined;
}

// How much each signal counts; any feature can join by its name.
export function WeightFields({ weights, onChange, fault }: WeightFieldsProps) {
  const change = (feature: string, weight: string) =>
    onChange(weights.map((one) => (one.feature === feature ? { feature, weight } : one)));
  return (
    <FieldGroup
      label="Weights"
      hint="From −10 to 10. Zero leaves it out, below zero turns it round."
      fault={fault}
    >
      <ul className="weight-rows">
        {weights.map((one) => (
          <WeightRow
            key={one.feature}
            weight={one}
            onChange={(weight) => change(one.feature, weight)}
            onRemove={() => onChange(weights.filter((other) => other !== one))}
            judged={fault !== undefined}
          />
        ))}
      </ul>
      <FeatureAdder
        weights={weights}
        onAdd={(feature) => onChange([...weights, { feature, weight: "1" }])}
      />
    </FieldGroup>
  );
}

function FeatureAdder({
  weights,
  onAdd,
}: {
  weights: readonly WeightText[];
  onAdd: (feature: string) => void;
}) {
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string>();
  const add = () => {
    const feature = name.trim();
    const found = featureFault(feature, weights);
    setFault(found);
    if (found) return;
    onAdd(feature);
    setName("");
  };
  return (
    <div className="feature-adder">
      <FormField
        label="Another feature"
        hint="By its exact name, such as elo_difference"
        fault={fault}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault(); // Enter adds the feature; it does not send the form.
          add();
        }}
      />
      <button type="button" className="button" onClick={add}>
        Add
      </button>
    </div>
  );
}
