import type { ConfigKey } from '@payments/console-api';
import { Choice, TextField } from '../../ui/field.tsx';

interface ConfigFieldProps {
  readonly configKey: ConfigKey;
  readonly value: string | undefined;
  readonly recommended: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A setting of a connector, by its type. */
export function ConfigField({ configKey, value, recommended, error, onChange }: ConfigFieldProps) {
  const { name, type, isRequired, defaultValue, documentation, displayName } = configKey;
  const label = `${displayName === '' || displayName === name ? name : `${displayName} (${name})`}${isRequired ? ' *' : ''}`;
  const choices = type === 'BOOLEAN' ? ['true', 'false'] : recommended;
  const byDefault = defaultValue === null || defaultValue === '' ? 'not set' : defaultValue;
  if (choices.length > 0) {
    return (
      <Choice
        label={label}
        hint={documentation}
        error={error}
        value={value ?? ''}
        options={[['', `default: ${byDefault}`], ...choices.map((choice) => [choice, choice] as const)]}
        onChange={onChange}
      />
    );
  }
  return (
    <TextField
      label={label}
      hint={documentation}
      error={error}
      required={isRequired}
      type={type === 'PASSWORD' ? 'password' : 'text'}
      inputMode={type === 'INT' || type === 'LONG' || type === 'SHORT' ? 'numeric' : undefined}
      placeholder={isRequired ? undefined : byDefault}
      value={value ?? ''}
      onChange={onChange}
    />
  );
}
