export function TopicConfig() {
  return null;
}
