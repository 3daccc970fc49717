import { Menu } from '@base-ui/react/menu';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import { IconButton } from './button.tsx';

export interface MenuAct {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
}

/** Acts that are not needed often, behind three dots. */
export function ActMenu({ label, acts }: { readonly label: string; readonly acts: readonly MenuAct[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={<IconButton label={label} />}>
        <Ellipsis size={17} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end">
          <Menu.Popup className="menu">
            {acts.map(({ name, icon: Icon, isDanger = false, isDisabled = false, onChoose }) => (
              <Menu.Item
                key={name}
                className="menu-item"
                data-kind={isDanger ? 'danger' : undefined}
                disabled={isDisabled}
                onClick={onChoose}
              >
                <Icon size={15} aria-hidden />
                {name}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
