import type { ErrorComponentProps } from '@tanstack/react-router';
import { Unplug } from 'lucide-react';
import { problemOf } from '../api/problem.ts';
import { Blank } from '../ui/blank.tsx';
import { Button } from '../ui/button.tsx';

/** A page that broke by itself: a part that could not be loaded, after an update for example, or a mistake in it. */
export function PageTrouble({ error }: ErrorComponentProps) {
  return (
    <Blank icon={Unplug} title="This page could not be shown">
      <p>{problemOf(error).message}</p>
      <Button kind="main" onClick={() => location.reload()}>
        Load it again
      </Button>
    </Blank>
  );
}
