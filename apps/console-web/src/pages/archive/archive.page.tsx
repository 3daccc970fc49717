import { apiPaths, type ArchiveFolder } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { FolderOpen } from 'lucide-react';
import './archive.css';
import { watch } from '../../api/queries.ts';
import { Page } from '../../shell/page.tsx';
import { Blank, Note } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { crumbsOf, parentOf } from './archive-path.ts';
import { FolderList } from './folder-list.tsx';
import { ObjectCard } from './object-card.tsx';
import { ProofsCard } from './proofs-card.tsx';

const route = getRouteApi('/archive');
const everyMs = 10_000;

export function ArchivePage() {
  const { prefix, object, offset } = route.useSearch();
  const shown = prefix ?? (object === undefined ? 'topics/' : parentOf(object));
  const query = useQuery(watch<ArchiveFolder>(apiPaths.archive(), { prefix: shown }, everyMs));
  return (
    <Page
      title="Archive"
      description="Every record of the archived topics, by the hour, in S3. Manifests prove that none is missing."
    >
      <div className="archive">
        <Card title={<Crumbs prefix={shown} />} isFlush>
          <Loaded query={query}>
            {(folder) => (
              <>
                {folder.isCut && <Note tone="info">There are more than are shown.</Note>}
                {folder.folders.length + folder.objects.length === 0 ? (
                  <Blank icon={FolderOpen} title="Nothing here">
                    <p>Objects appear when an hour is over, or a file is full.</p>
                  </Blank>
                ) : (
                  <FolderList folder={folder} opened={object} />
                )}
              </>
            )}
          </Loaded>
        </Card>
        {object === undefined ? (
          <ProofsCard />
        ) : (
          <ObjectCard key={object} objectKey={object} offset={offset} />
        )}
      </div>
    </Page>
  );
}

function Crumbs({ prefix }: { readonly prefix: string }) {
  return (
    <span className="crumbs">
      {crumbsOf(prefix).map(({ name, prefix: target }) => (
        <span key={target}>
          <Link to="/archive" search={{ prefix: target }}>
            {name}
          </Link>{' '}
          <span className="faint" aria-hidden>
            /
          </span>{' '}
        </span>
      ))}
    </span>
  );
}
