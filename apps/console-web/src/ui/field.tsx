import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import type { TextareaHTMLAttributes } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode | undefined;
  /** What is wrong with it; undefined or empty: nothing. */
  readonly error?: string | undefined;
  /** `wide`, `narrow`: in a row of filters. */
  readonly size?: 'wide' | 'narrow' | undefined;
}

interface Wiring {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** A label, what it labels, a hint and what is wrong, bound to each other for a screen reader. */
export function Field({
  label,
  hint,
  error,
  size,
  children,
}: FieldProps & { readonly children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const isWrong = error !== undefined && error !== '';
  const described = [hint !== undefined && `${id}-hint`, isWrong && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={`field ${size ?? ''}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': isWrong, 'aria-describedby': described || undefined })}
      {hint !== undefined && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {isWrong && (
        <div className="error" id={`${id}-error`}>
          {error}
        </div>
      )}
    </div>
  );
}

type Changed = { readonly onChange: (value: string) => void };
type Without<Attributes> = Omit<Attributes, 'onChange' | 'size' | 'id'>;

export function TextField({
  label,
  hint,
  error,
  size,
  onChange,
  ...input
}: FieldProps & Changed & Without<InputHTMLAttributes<HTMLInputElement>>) {
  return (
    <Field {...{ label, hint, size, error }}>
      {(wiring) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...wiring}
          className="input"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  size,
  onChange,
  ...input
}: FieldProps & Changed & Without<TextareaHTMLAttributes<HTMLTextAreaElement>>) {
  return (
    <Field {...{ label, hint, size, error }}>
      {(wiring) => (
        <textarea
          spellCheck={false}
          {...input}
          {...wiring}
          className="input"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function Choice({
  label,
  hint,
  error,
  size,
  onChange,
  options,
  ...input
}: FieldProps &
  Changed &
  Without<SelectHTMLAttributes<HTMLSelectElement>> & {
    readonly options: readonly (readonly [value: string, name: string])[];
  }) {
  return (
    <Field {...{ label, hint, size, error }}>
      {(wiring) => (
        <select {...input} {...wiring} className="input" onChange={(event) => onChange(event.target.value)}>
          {options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({
  label,
  isOn,
  onChange,
}: {
  readonly label: ReactNode;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
