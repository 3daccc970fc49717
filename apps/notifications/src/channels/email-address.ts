/**
 * The address of a user: the template with `{userId}` filled in. A user whose id is an address has it kept when that is
 * the whole template; inside another address its `@` becomes `=`, which no user's id has.
 */
export function emailAddress(template: string, userId: string): string {
  if (template === '{userId}') return userId;
  return template.replaceAll('{userId}', userId.replaceAll('@', '='));
}
