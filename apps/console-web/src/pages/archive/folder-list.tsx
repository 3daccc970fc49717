import type { ArchiveFolder } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { Calendar, Clock, FileArchive, Folder } from 'lucide-react';
import { formatBytes } from '../../format/numbers.ts';
import { kindOf, nameOf } from './archive-path.ts';

interface FolderListProps {
  readonly folder: ArchiveFolder;
  /** The object that is open. */
  readonly opened: string | undefined;
}

/** What is in a folder of the bucket. */
export function FolderList({ folder: { folders, objects, prefix }, opened }: FolderListProps) {
  return (
    <ul className="folder" aria-label={`In ${prefix === '' ? 'the bucket' : prefix}`}>
      {folders.map((each) => (
        <li key={each}>
          <Link to="/archive" search={{ prefix: each }}>
            <FolderSign name={nameOf(each)} />
            <span className="grow truncate">{nameOf(each)}</span>
          </Link>
        </li>
      ))}
      {objects.map(({ key, bytes }) => (
        <li key={key}>
          <Link
            to="/archive"
            search={{ prefix, object: key }}
            resetScroll={false}
            aria-current={key === opened ? 'true' : undefined}
          >
            <FileArchive size={15} aria-hidden />
            <span className="grow truncate" title={key}>
              {nameOf(key)}
            </span>
            <span className="faint small num">{formatBytes(bytes)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function FolderSign({ name }: { readonly name: string }) {
  const kind = kindOf(name);
  if (kind === 'folder') return <Folder size={15} aria-hidden />;
  return kind === 'hour' ? <Clock size={15} aria-hidden /> : <Calendar size={15} aria-hidden />;
}
