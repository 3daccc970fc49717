/** What depends on what in the workspace: projects by name, with their Nx tags and the projects they import. */
export interface ProjectGraph {
  readonly projects: Readonly<
    Record<string, { readonly tags: readonly string[]; readonly imports: readonly string[] }>
  >;
}

interface Rule {
  readonly mayImport: readonly string[];
  readonly because: string;
}

/** What a project with a tag may import, by the tag of what it imports. Specs count too; they may use `type:testing`. */
export const rules: Readonly<Record<string, Rule>> = {
  'type:contracts': {
    mayImport: [],
    because: 'contracts are what is said between programs, and know the schema library only',
  },
  'type:platform': {
    mayImport: ['type:platform', 'type:testing'],
    because: 'a platform library knows no payment, so that it serves any service',
  },
  'type:testing': { mayImport: ['type:contracts'], because: 'tests of every library use it' },
  'type:service': {
    mayImport: ['type:contracts', 'type:platform', 'type:testing'],
    because: 'services meet in topics, never in code',
  },
  'type:page': {
    mayImport: ['type:contracts'],
    because: 'it runs in a browser, and knows of its service what it answers',
  },
};

/** A sentence for each import that breaks a rule, and for each project that no rule knows. */
export function boundaryViolations({ projects }: ProjectGraph): string[] {
  return Object.entries(projects).flatMap(([name, { tags, imports }]) => {
    const tag = tags.find((candidate) => candidate in rules);
    const rule = tag === undefined ? undefined : rules[tag];
    if (rule === undefined)
      return [`${name} has no tag that says what it may import (${Object.keys(rules).join(', ')}).`];
    return imports
      .filter((target) => !projects[target]?.tags.some((targetTag) => rule.mayImport.includes(targetTag)))
      .map((target) => `${name} (${tag}) imports ${target}: ${rule.because}.`);
  });
}
