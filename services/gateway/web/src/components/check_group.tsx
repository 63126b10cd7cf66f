import { FieldGroup } from "./field_group";
import type { FieldProps } from "./form_field";

export interface CheckGroupProps<T extends string> extends FieldProps {
  options: readonly { value: T; text: string }[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}

// Any number of a few, all in sight.
export function CheckGroup<T extends string>({
  options,
  chosen,
  onChange,
  ...field
}: CheckGroupProps<T>) {
  const toggle = (value: T) =>
    onChange(
      chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value],
    );
  return (
    <FieldGroup {...field}>
      <div className="checks">
        {options.map(({ value, text }) => (
          <label key={value} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}
