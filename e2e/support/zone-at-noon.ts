const hoursInADay = 24;
const noon = 12;
/** Zones are named up to 11 hours west and 14 hours east of Greenwich. */
const furthestWest = -11;

/** A time zone where it is about noon: a journey that counts payments of a day does not run into midnight. */
export function zoneAtNoon(now = new Date()): string {
  const hoursEast = noon - now.getUTCHours();
  const offset = hoursEast < furthestWest ? hoursEast + hoursInADay : hoursEast;
  // These names have the sign the other way round.
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}
