import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Blank } from '../ui/blank.tsx';

export function NotFound() {
  return (
    <Blank icon={Compass} title="There is nothing here">
      <p>
        The address leads nowhere. <Link to="/">Go to the overview</Link>
      </p>
    </Blank>
  );
}
