const firstNames = [
  'asha',
  'ravi',
  'meera',
  'kabir',
  'zoya',
  'arjun',
  'diya',
  'imran',
  'leela',
  'nikhil',
] as const;
const merchants = [
  'chai-point',
  'metro-card',
  'book-bazaar',
  'dosa-corner',
  'green-grocer',
  'auto-rides',
] as const;
const numbers = 1_000;

/** A user who has most likely not paid yet today, all ten slots free. `random` gives numbers from 0 to 1. */
export function newUserName(random: () => number = Math.random): string {
  return `${pick(firstNames, random)}-${Math.floor(random() * numbers)}`;
}

export function someMerchant(random: () => number = Math.random): string {
  return pick(merchants, random);
}

function pick(list: readonly string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] ?? '';
}
