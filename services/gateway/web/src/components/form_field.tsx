import { useId } from "react";
import type { InputHTMLAttributes } from "react";

export interface FormFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  fault?: string;
}

// A labelled input that says what is wrong with it.
export function FormField({ label, hint, fault, ...input }: FormFieldProps) {
  const id = useId();
  const said = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className="input"
        aria-invalid={fault ? true : undefined}
        aria-describedby={said ? `${id}-said` : undefined}
      />
      {said && (
        <p id={`${id}-said`} className={fault ? "field-fault" : "muted"}>
          {said}
        </p>
      )}
    </div>
  );
}
