import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Page } from './page.tsx';
import { Blank } from '../ui/blank.tsx';

export function NotFound() {
  return (
    <Page title="There is nothing here">
      <Blank icon={Compass} title="The address leads nowhere">
        <Link to="/" className="button">
          Go to the overview
        </Link>
      </Blank>
    </Page>
  );
}
