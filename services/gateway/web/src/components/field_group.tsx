import { useId } from "react";
import type { ReactNode } from "react";
import { FieldSaid } from "./form_field";
import type { FieldProps } from "./form_field";

// Controls under one legend, which answer for one field together.
export function FieldGroup({ label, hint, fault, children }: FieldProps & { children: ReactNode }) {
  const id = useId();
  return (
    <fieldset
      className="field-group"
      aria-describedby={(fault ?? hint) ? id : undefined}
      data-fault={fault ? true : undefined}
    >
      <legend>{label}</legend>
      <FieldSaid id={id} hint={hint} fault={fault} />
      {children}
    </fieldset>
  );
}
