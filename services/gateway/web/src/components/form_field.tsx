import { useId } from "react";
import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from "react";

export interface FieldProps {
  label: string;
  hint?: string;
  fault?: string;
}

// What ties a control to its label and to what is said of it.
interface ControlProps {
  id: string;
  className: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

function Field({
  label,
  hint,
  fault,
  control,
}: FieldProps & { control: (props: ControlProps) => ReactNode }) {
  const id = useId();
  const said = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {control({
        id,
        className: "input",
        "aria-invalid": fault ? true : undefined,
        "aria-describedby": said ? `${id}-said` : undefined,
      })}
      <FieldSaid id={`${id}-said`} hint={hint} fault={fault} />
    </div>
  );
}

// What is wrong with a field, else what helps to fill it.
export function FieldSaid({ id, hint, fault }: Omit<FieldProps, "label"> & { id: string }) {
  const said = fault ?? hint;
  if (!said) return null;
  return (
    <p id={id} className={fault ? "field-fault" : "muted"}>
      {said}
    </p>
  );
}

// A labelled input that says what is wrong with it.
export function FormField({
  label,
  hint,
  fault,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  const said = { label, hint, fault };
  return <Field {...said} control={(props) => <input {...input} {...props} />} />;
}

// The same for a text of several lines.
export function TextField({
  label,
  hint,
  fault,
  ...area
}: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const said = { label, hint, fault };
  return <Field {...said} control={(props) => <textarea {...area} {...props} />} />;
}
