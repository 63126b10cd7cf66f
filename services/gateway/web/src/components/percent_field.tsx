import { FormField } from "./form_field";
import type { FieldProps } from "./form_field";

export interface PercentFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
}

// A share, written as per cent.
export function PercentField({ label, onChange, ...field }: PercentFieldProps) {
  return (
    <FormField
      {...field}
      label={`${label}, %`}
      type="number"
      min={0}
      max={100}
      step="any"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
