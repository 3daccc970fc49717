import { Ellipsis, type LucideIcon } from 'lucide-react';
import { Suspense } from 'react';
import { IconButton } from './button.tsx';
import { later } from './later.ts';

const ActMenuButton = later(() => import('./act-menu-button.tsx'), 'ActMenuButton');

export interface MenuAct {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
}

export interface ActMenuProps {
  readonly label: string;
  readonly acts: readonly MenuAct[];
}

/** Acts that are not needed often, behind three dots. */
export function ActMenu(props: ActMenuProps) {
  const place = (
    <IconButton label={props.label} disabled>
      <Ellipsis size={17} aria-hidden />
    </IconButton>
  );
  return (
    <Suspense fallback={place}>
      <ActMenuButton {...props} />
    </Suspense>
  );
}
