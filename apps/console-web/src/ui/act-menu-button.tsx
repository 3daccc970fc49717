import { Menu } from '@base-ui/react/menu';
import { Ellipsis } from 'lucide-react';
import type { ActMenuProps } from './act-menu.tsx';
import { IconButton } from './button.tsx';

export function ActMenuButton({ label, acts }: ActMenuProps) {
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
