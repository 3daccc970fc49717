import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectGraph } from './boundaries.ts';

interface PackageFile {
  readonly name: string;
  readonly nx?: { readonly tags?: readonly string[] };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const importPattern = /(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g;

/**
 * The projects in `root`, with what their package.json and their sources import of each other. Nx reads the same from the
 * package.json files; from sources it cannot, because that takes the programming interface TypeScript 7 no longer has.
 */
export function readProjectGraph(root: string): ProjectGraph {
  const files = globSync('{apps,libs}/*/package.json', { cwd: root });
  const packages = files.map((file) => ({
    folder: join(root, dirname(file)),
    manifest: JSON.parse(readFileSync(join(root, file), 'utf8')) as PackageFile,
  }));
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  return {
    projects: Object.fromEntries(
      packages.map(({ folder, manifest }) => {
        const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
        const imports = new Set([...declared, ...importedPackages(folder)]);
        imports.delete(manifest.name);
        return [
          manifest.name,
          { tags: manifest.nx?.tags ?? [], imports: [...imports].filter((name) => names.has(name)) },
        ];
      }),
    ),
  };
}

/** Names of the packages that the sources in `folder` import; a relative path out of the folder counts as what it leads to. */
function importedPackages(folder: string): string[] {
  return globSync('src/**/*.{ts,tsx}', { cwd: folder }).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return [...text.matchAll(importPattern)].map(([, specifier = '']) => {
      const project = specifier.startsWith('.') && /\/(?:apps|libs)\/([^/]+)\//.exec(specifier)?.[1];
      return project ? `@payments/${project}` : specifier.split('/').slice(0, 2).join('/');
    });
  });
}
