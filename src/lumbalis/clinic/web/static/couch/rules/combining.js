// What all findings together change about a session: always the strictest of them.

/** Join all modifiers. */
export function combine(rules, findings, ceiling, reading) {
  const all = findings.map((finding) => finding.modifiers);
  const zones = (name) => zonesOf(rules, name, reading);
  const excluded = new Set(findings.flatMap((finding) => excludedBy(rules, finding, zones, reading)));
  const margins = all.flatMap((one) => one.margins_mm).sort(([, one], [, other]) => one - other);
  return {
    caps: capsOf(rules, all, ceiling, excluded, zones),
    excluded: [...excluded].sort(),
    margins: Object.fromEntries(margins),
    flags: [...new Set(all.flatMap((one) => one.flags))].sort(),
  };
}

/** The affected leg follows the side that hurts; unknown is both. */
function zonesOf({ names }, name, { leg_side: side }) {
  const found = names[`${name}:${side}`] ?? names[name];
  if (!found) throw new TypeError(`no zone: ${name}`);
  return found;
}

function excludedBy({ regions }, { modifiers, override }, zones, reading) {
  const every = Object.keys(regions);
  const inside = (words) => words.flatMap((word) => regions[word] ?? []);
  const { zones: named, zones_in: within, only_zones_in: only } = modifiers;
  const kept = inside(only ? reading[only] ?? [] : every);
  return [
    ...[...named, ...(override?.zones ?? [])].flatMap(zones),
    ...(within ? inside(reading[within] ?? every) : []),
    ...inside(every).filter((zone) => !kept.includes(zone)),
  ];
}

function capsOf(rules, all, ceiling, excluded, zones) {
  const session = sessionCap(all, ceiling);
  const capped = all.flatMap((one) => one.zone_caps).map(([name, cap]) => [zones(name), cap]);
  const named = (id) => capped.filter(([ids]) => ids.includes(id)).map(([, cap]) => cap);
  const open = rules.zones.filter(({ id }) => !excluded.has(id));
  const lowest = open.map((zone) => [zone.id, Math.min(CAPS[zone.kind](zone, session), ...named(zone.id))]);
  return { session, zones: Object.fromEntries(lowest.filter(([, cap]) => cap < session)) };
}

function sessionCap(all, ceiling) {
  const cap = Math.min(ceiling, ...all.map((one) => one.cap ?? ceiling));
  return Math.max(all.reduce((left, one) => left - one.lower_by, cap), Math.min(cap, 1));
}

const CAPS = {
  forbidden: () => 0,
  reduced: ({ max, less }, session) => Math.min(max, Math.max(1, session - less)),
  normal: ({ max }, session) => Math.min(max, session),
};

/** The highest level of a session; an unknown pain on movement is read as pain. */
export function ceilingOf({ ceilings }, phase, { session, nrs_move: pain }) {
  const rows = ceilings.filter((row) => row.phase === phase && row.from_session <= session);
  if (!rows.length) return 0;
  const row = rows.reduce((one, other) => (other.from_session > one.from_session ? other : one));
  const [least, lower] = row.pain ?? [0, row.cap];
  return pain === null || pain >= least ? Math.min(row.cap, lower) : row.cap;
}

/** Judge every technique: {id: rules that stand against it}; none stand against what is allowed. */
export function passGate(rules, findings, cap, phase, reading) {
  const own = rules.techniques.map((one) => [one.id, against(rules.gate, one, findings, cap, phase, reading)]);
  const by = Object.fromEntries(own);
  const all = ({ id, part_of: whole }) => [...new Set([...by[id], ...(by[whole] ?? [])])].sort();
  return Object.fromEntries(rules.techniques.map((one) => [one.id, all(one)]));
}

function against([unordered, phased], one, findings, cap, phase, reading) {
  const { methods_allowed: methods, credentials, session } = reading;
  const [rule, needs] = one.needs ?? [null, []];
  const reasons = [
    [one.word && !methods?.includes(one.word), unordered],
    [!one.phases.includes(phase), phased],
    [session < one.from_session, "T-session"],
    [cap < one.from_level, "T-level"],
    [rule && !(credentials && needs.every((need) => credentials.includes(need))), rule],
    [one.site_flag && reading[one.site_flag] !== true, "T-site"],
  ];
  const bans = findings.filter(({ modifiers }) => modifiers.techniques.includes(one.id));
  return [...bans.map((finding) => finding.rule), ...reasons.filter(([holds]) => holds).map(([, why]) => why)];
}
