// What reading one file may cost. A file is somebody else's: it may be built to take all there is.
export const PARSER_LIMITS = {
  /** The largest filings are some 30 MB; scans beyond this hold pictures, not text. */
  bytesMax: 200_000_000,
  /** As pages, slides and sheets; the longest prospectuses have 2,000. */
  pagesMax: 10_000,
  /** Of all blocks together: a book of 10,000 pages has 30 million. */
  charactersMax: 30_000_000,
  /** Of one table, its rows filled up to the widest: 200,000 rows of 25 columns. */
  tableCellsMax: 5_000_000,
  /** A laptop reads 50 pages a second and more: 10,000 in 200 s. */
  parseMsMax: 300_000,
  /** Of a thread: the largest real filings need some 300 MB. */
  memoryMbMax: 1_024,
  /** Files that wait for a thread; their bytes are held meanwhile. */
  waitingMax: 64,
} as const;
