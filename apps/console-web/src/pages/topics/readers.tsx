export function Readers() {
  return null;
}
