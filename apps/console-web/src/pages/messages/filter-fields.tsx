import { Choice, TextField } from '../../ui/field.tsx';
import type { FilterSearch } from './message-filter.ts';

const operators = [
  ['is', 'is'],
  ['contains', 'contains'],
  ['greater', 'is greater than'],
  ['less', 'is less than'],
  ['exists', 'exists'],
] as const;

interface FilterFieldsProps {
  readonly filter: FilterSearch;
  readonly onChange: (filter: FilterSearch) => void;
}

/** What a record has to have: all of what is filled in. */
export function FilterFields({ filter, onChange }: FilterFieldsProps) {
  const field = (name: keyof FilterSearch) => ({
    value: filter[name] ?? '',
    onChange: (value: string) => onChange({ ...filter, [name]: value === '' ? undefined : value }),
  });
  return (
    <>
      <TextField size="wide" label="Text in key, value or headers" {...field('text')} />
      <TextField label="Key contains" {...field('key')} />
      <TextField label="Header" placeholder="name" {...field('header')} />
      {filter.header !== undefined && <TextField label="Header contains" {...field('has')} />}
      <TextField label="JSON field" placeholder="data.amount" {...field('field')} />
      {filter.field !== undefined && (
        <>
          <Choice
            label="The field"
            options={operators}
            {...field('operator')}
            value={filter.operator ?? 'is'}
          />
          {filter.operator !== 'exists' && <TextField label="Value" {...field('value')} />}
        </>
      )}
    </>
  );
}
