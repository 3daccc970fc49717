export function Partitions() {
  return null;
}
