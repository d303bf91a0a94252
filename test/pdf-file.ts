// A small PDF for tests: lines of text, each at its place in points from the lower left corner of a letter page.
export interface PdfLine {
  readonly text: string;
  readonly left: number;
  readonly bottom: number;
  readonly size?: number;
  readonly bold?: boolean;
}

/** The bytes of a PDF with one page for each list of lines; texts are of ASCII. */
export function pdfFile(pages: readonly (readonly PdfLine[])[]): Uint8Array {
  const kids = pages.map((_page, index) => `${5 + index * 2} 0 R`).join(" ");
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Count ${pages.length}/Kids[${kids}]>>`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
    ...pages.flatMap((lines, index) => [pageObject(6 + index * 2), streamObject(lines.map(drawn).join("\n"))]),
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF`;
  return new TextEncoder().encode(text + end);
}

function pageObject(contents: number): string {
  return `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents ${contents} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>`;
}

function streamObject(stream: string): string {
  return `<</Length ${stream.length}>>stream\n${stream}\nendstream`;
}

function drawn({ text, left, bottom, size = 10, bold = false }: PdfLine): string {
  return `BT /${bold ? "F2" : "F1"} ${size} Tf ${left} ${bottom} Td (${text.replace(/[\\()]/g, "\\$&")}) Tj ET`;
}
