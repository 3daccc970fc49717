import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { Skeleton, Trouble } from './blank.tsx';

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly skeleton?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** What a query answered; before that its place, and what is wrong above the last that was known. */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>) {
  const { data, error } = query;
  return (
    <>
      {error !== null && <Trouble problem={problemOf(error)} />}
      {data === undefined ? error === null && (skeleton ?? <Skeleton />) : children(data)}
    </>
  );
}
