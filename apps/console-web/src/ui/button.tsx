import type { ButtonHTMLAttributes, ReactNode } from 'react';

export interface ButtonLook {
  /** `main`: what one comes for. `danger`: destroys something, after being asked. `warning`: leads to that. */
  readonly kind?: 'main' | 'danger' | 'warning' | 'quiet';
  readonly size?: 'small';
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & ButtonLook;

export function Button({ kind, size, className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    // oxlint-disable-next-line react/button-has-type -- it has one
    <button {...rest} type={type} className={`button ${className}`} data-kind={kind} data-size={size} />
  );
}

/** A button that is only a sign; `label` says what it does. */
export function IconButton({
  label,
  children,
  ...rest
}: ButtonProps & { readonly label: string; readonly children?: ReactNode }) {
  return (
    <Button kind="quiet" {...rest} className="icon" aria-label={label} title={label}>
      {children}
    </Button>
  );
}
