// The pages of a PDF as pdf.js gives them, in points from the upper left corner.
import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { plainCharacters } from "../plain-characters.ts";
import type { PdfPage, TextRun } from "./pdf-page.ts";

/** A picture with more pixels than this is left out while a page's drawing is looked at: nothing of it is read. */
const PICTURE_PIXELS_MAX = 4;
/** Runs on one page; a dense table has some 2,000. What comes after is not read. */
const RUNS_MAX = 50_000;
/** Text that leans more than this against the reading direction stands on its side: a stamp in a margin. */
const LEANING_MAX = 0.1;

const errorSchema = z.object({ name: z.string() });
const fontSchema = z.object({ name: z.string().optional(), bold: z.boolean().optional(), black: z.boolean().optional() });
const transformSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
type Transform = z.infer<typeof transformSchema>;

export interface PdfContents {
  readonly title: string | undefined;
  readonly pages: readonly PdfPage[];
}

/** Reads all pages. Throws `invalid_request` for what is broken, encrypted or has more pages than `pagesMax`. */
export async function readPdf(bytes: Uint8Array, { pagesMax }: { readonly pagesMax: number }): Promise<PdfContents> {
  const loading = getDocument({
    data: bytes,
    cMapUrl: folderOfLibrary("cmaps"),
    standardFontDataUrl: folderOfLibrary("standard_fonts"),
    maxImageSize: PICTURE_PIXELS_MAX,
    disableFontFace: true,
    // Fonts' names say how heavy they are.
    fontExtraProperties: true,
    useSystemFonts: false,
    enableXfa: false,
    verbosity: 0,
  });
  try {
    const document = await loading.promise.catch((cause: unknown) => {
      throw cannotOpen(cause);
    });
    if (document.numPages > pagesMax) throw new KanameError("invalid_request", `The PDF has more than ${pagesMax} pages.`);
    const fonts = new Map<string, boolean>();
    const pages: PdfPage[] = [];
    for (let number = 1; number <= document.numPages; number += 1) pages.push(await readPage(document, number, fonts));
    return { title: await titleOf(document), pages };
  } finally {
    await loading.destroy();
  }
}

function folderOfLibrary(name: string): string {
  return new URL(`${name}/`, import.meta.resolve("pdfjs-dist/package.json")).pathname;
}

function cannotOpen(cause: unknown): KanameError {
  const name = errorSchema.safeParse(cause).data?.name;
  const sentence =
    name === "PasswordException" ? "The PDF is encrypted and needs a password." : "The PDF is damaged: its pages cannot be found.";
  return new KanameError("invalid_request", sentence, { cause });
}

async function titleOf(document: PDFDocumentProxy): Promise<string | undefined> {
  const { info } = await document.getMetadata();
  const title = z.object({ Title: z.string() }).safeParse(info).data?.Title;
  // Some programs put a number there, or a file's name.
  return title !== undefined && /\p{L}/u.test(title) ? plainCharacters(title).trim() : undefined;
}

async function readPage(document: PDFDocumentProxy, number: number, fonts: Map<string, boolean>): Promise<PdfPage> {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  const texts = items.filter((item) => "str" in item).slice(0, RUNS_MAX);
  if (texts.some(({ fontName }) => !fonts.has(fontName))) await learnFonts(page, texts, fonts);
  const toPage = transformSchema.parse(viewport.transform);
  const runs = texts.flatMap((item) => toRun(item, toPage, fonts.get(item.fontName) ?? false));
  const isPicture = runs.length === 0 && (await isDrawnOn(page));
  page.cleanup();
  return { page: number - 1, width: viewport.width, height: viewport.height, runs, isPicture };
}

/** How heavy a font is, is told with the drawing only, which is made for pages that bring fonts not met before. */
async function learnFonts(page: PDFPageProxy, texts: readonly { readonly fontName: string }[], fonts: Map<string, boolean>): Promise<void> {
  await page.getOperatorList();
  for (const { fontName } of texts) {
    const font = page.commonObjs.has(fontName) ? fontSchema.safeParse(page.commonObjs.get(fontName)).data : undefined;
    fonts.set(fontName, font?.bold === true || font?.black === true || /bold|black|heavy|semibold|demi/i.test(font?.name ?? ""));
  }
}

/** Saving, restoring and marking draw nothing: a page that only does so is empty. */
async function isDrawnOn(page: PDFPageProxy): Promise<boolean> {
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operation) => !SILENT_OPERATIONS.has(operation));
}
const SILENT_OPERATIONS: ReadonlySet<number> = new Set([
  OPS.dependency,
  OPS.save,
  OPS.restore,
  OPS.setGState,
  OPS.beginText,
  OPS.endText,
  OPS.beginMarkedContent,
  OPS.beginMarkedContentProps,
  OPS.endMarkedContent,
]);

interface TextItem {
  readonly str: string;
  readonly width: number;
  readonly transform: readonly unknown[];
}

function toRun({ str, width, transform }: TextItem, toPage: Transform, bold: boolean): TextRun[] {
  const text = plainCharacters(str);
  if (text.trim() === "") return [];
  const [a, b, c, d, x, y] = product(toPage, transformSchema.parse(transform));
  const size = Math.hypot(c, d);
  if (size === 0 || Math.abs(b) > Math.abs(a) * LEANING_MAX || a <= 0) return standing(text, { x, y, size, bold });
  const indent = text.length - text.trimStart().length;
  const perCharacter = width / text.length;
  return [{ text: text.trim(), left: x + indent * perCharacter, right: x + width, baseline: y, size, bold }];
}

/** Text that does not run from left to right keeps its place, with a breadth that disturbs no line. */
function standing(text: string, { x, y, size, bold }: { x: number; y: number; size: number; bold: boolean }): TextRun[] {
  return size === 0 ? [] : [{ text: text.trim(), left: x, right: x + size, baseline: y, size, bold }];
}

function product(m: Transform, n: Transform): Transform {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}
