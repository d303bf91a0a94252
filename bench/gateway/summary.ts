// From measurements to the figures that are quoted: medians, and ratios taken within each round before their median.
import { type Measurement, type PhaseName, SUBJECT_NAMES, type Subject, type SubjectName } from "./rounds.ts";

/** The least that Kaname must reach, not streaming, everything on. */
const FLOOR = { ratioToBareProxy: 0.35, ratioToPortkey: 3 } as const;

type Figure = (measurement: Measurement) => number | undefined;
const perSecond: Figure = (measurement) => measurement.requestsPerSecond;
const p50: Figure = (measurement) => measurement.p50Ms;
const p99: Figure = (measurement) => measurement.p99Ms;
const firstChunkP50: Figure = (measurement) => measurement.firstChunkP50Ms;
const firstChunkP99: Figure = (measurement) => measurement.firstChunkP99Ms;
const cpu: Figure = (measurement) => measurement.cpuMicrosPerRequest;
const generatorCpu: Figure = (measurement) => measurement.generatorCpuMicros;

type Combine = (one: number, other: number) => number;

/** The result's members; null where a subject was not measured or the system does not tell. */
export function summarise(subjects: readonly Subject[], measurements: readonly Measurement[]) {
  const table = createTable(measurements);
  const ratioToBareProxy = table.ratio(perSecond, "notStreaming", "kaname", "bareProxy");
  const ratioToPortkey = table.ratio(perSecond, "notStreaming", "kaname", "portkey");
  return {
    ratioToBareProxy,
    ratioToPortkey,
    streamingRatioToBareProxy: table.ratio(perSecond, "streaming", "kaname", "bareProxy"),
    streamingRatioToPortkey: table.ratio(perSecond, "streaming", "kaname", "portkey"),
    cpuRatioToBareProxy: table.ratio(cpu, "notStreaming", "kaname", "bareProxy"),
    cpuRatioToPortkey: table.ratio(cpu, "notStreaming", "kaname", "portkey"),
    addedP50Ms: table.added(p50, "notStreamingAlone", "kaname"),
    addedP99Ms: table.added(p99, "notStreamingAlone", "kaname"),
    floor: { ...FLOOR, reached: isFloorReached(ratioToBareProxy, ratioToPortkey) },
    subjects: Object.fromEntries(SUBJECT_NAMES.map((name) => [name, summariseSubject(name, subjects, table)])),
  };
}

function isFloorReached(ratioToBareProxy: number | null, ratioToPortkey: number | null): boolean | null {
  if (ratioToBareProxy === null || ratioToPortkey === null) return null;
  return ratioToBareProxy >= FLOOR.ratioToBareProxy && ratioToPortkey >= FLOOR.ratioToPortkey;
}

function summariseSubject(name: SubjectName, subjects: readonly Subject[], table: Table) {
  const subject = subjects.find((candidate) => candidate.name === name);
  if (subject === undefined) return null;
  const memory = subject.server.memoryMb();
  const loaded = (phase: PhaseName) => ({
    requestsPerSecond: table.median(perSecond, phase, name),
    ...table.latency(phase, name),
    cpuMicrosPerRequest: table.median(cpu, phase, name),
    generatorCpuMicrosPerRequest: table.median(generatorCpu, phase, name),
  });
  const firstChunk = (phase: PhaseName) => ({
    firstChunkP50Ms: table.median(firstChunkP50, phase, name),
    firstChunkP99Ms: table.median(firstChunkP99, phase, name),
  });
  return {
    notStreaming: loaded("notStreaming"),
    streaming: { ...loaded("streaming"), ...firstChunk("streaming") },
    oneAtATime: {
      notStreaming: table.latency("notStreamingAlone", name),
      streaming: { ...table.latency("streamingAlone", name), ...firstChunk("streamingAlone") },
      addedToDirect: {
        p50Ms: table.added(p50, "notStreamingAlone", name),
        p99Ms: table.added(p99, "notStreamingAlone", name),
        firstChunkP50Ms: table.added(firstChunkP50, "streamingAlone", name),
        firstChunkP99Ms: table.added(firstChunkP99, "streamingAlone", name),
      },
    },
    rssMb: memory?.now ?? null,
    rssPeakMb: memory?.peak ?? null,
  };
}

type Table = ReturnType<typeof createTable>;

function createTable(measurements: readonly Measurement[]) {
  const byRound = (figure: Figure, phase: PhaseName, subject: SubjectName): (number | undefined)[] =>
    measurements.filter((measurement) => measurement.phase === phase && measurement.subject === subject).map(figure);
  /** Both subjects' figures of the same round, taken seconds apart, combined; then the median of the rounds. */
  const paired = (combine: Combine, figure: Figure, phase: PhaseName, one: SubjectName, other: SubjectName) => {
    const others = byRound(figure, phase, other);
    const pairs = byRound(figure, phase, one).map((value, round) => [value, others[round]] as const);
    return medianOf(pairs.map(([value, base]) => (value === undefined || base === undefined ? undefined : combine(value, base))));
  };
  const median = (figure: Figure, phase: PhaseName, subject: SubjectName) => medianOf(byRound(figure, phase, subject));
  return {
    median,
    latency: (phase: PhaseName, subject: SubjectName) => ({ p50Ms: median(p50, phase, subject), p99Ms: median(p99, phase, subject) }),
    ratio: (figure: Figure, phase: PhaseName, one: SubjectName, base: SubjectName) =>
      paired((value, other) => value / other, figure, phase, one, base),
    added: (figure: Figure, phase: PhaseName, subject: SubjectName) =>
      paired((value, direct) => value - direct, figure, phase, subject, "mock"),
  };
}

/** To three decimals; null without values. */
function medianOf(values: readonly (number | undefined)[]): number | null {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : Math.round(((lower + upper) / 2) * 1_000) / 1_000;
}
