import { useQuery } from '@tanstack/react-query';
import { session } from '../api/queries.ts';

/** False while the console is set to reading only, and until that is known: acts are not shown then. */
export function useMayAct(): boolean {
  const { data } = useQuery(session);
  return data !== undefined && !data.isReadOnly;
}
