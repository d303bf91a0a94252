// What every gateway is asked and what the mock upstream answers: one place, so that each answer can be checked.

/** The model's name, the same before and behind each gateway. */
export const MODEL = "bench";

const SYSTEM = "You help the staff of a bank. Answer briefly and in the language of the question.";

/** Replaced by a counter in letters: digits would now and then form a card or account number and change a request's level. */
const COUNTER_PLACE = "@@@@@@@@";
const COUNTER_LETTERS = 26;
const LETTER_A = 97;

/** Ordinary office questions of about 500 bytes that hold nothing to mask. */
const QUESTIONS = {
  english:
    `Draft ${COUNTER_PLACE}. Please turn the following notes into a short announcement for the branches. The counters will open ` +
    "half an hour later on the first working day of next month, because the new queue displays are being put up. Visitors should be " +
    "told at the entrance, and the notice board needs a friendly sentence in large letters. Cash machines stay in service the whole " +
    "time. Whoever has a question can turn to the planning office. Keep it under a hundred words, polite and clear.",
  japanese:
    `下書き${COUNTER_PLACE}。次のメモを、全支店あての短いお知らせにまとめてください。` +
    "来月の最初の営業日は、順番待ち表示板の入れ替え工事のため、窓口の開始を三十分遅らせます。" +
    "入口でご案内し、掲示板には大きな文字でお詫びの一文を載せます。" +
    "現金自動預払機は終日ご利用いただけます。不明な点は企画課までお問い合わせください。",
} as const;

/**
 * A maker of request bodies, each different from all before. English and Japanese take turns; a stream asks for its usage in every
 * English request and in no Japanese one, as clients differ in that.
 */
export function createRequestBodies(): (streamed: boolean) => { readonly body: Buffer; readonly wantsUsage: boolean } {
  const withUsage = { stream: true, stream_options: { include_usage: true } };
  const english = { whole: createTemplate("english", {}), streamed: createTemplate("english", withUsage) };
  const japanese = { whole: createTemplate("japanese", {}), streamed: createTemplate("japanese", { stream: true }) };
  let count = 0;
  return (streamed) => {
    count += 1;
    const wantsUsage = streamed && count % 2 === 0;
    const template = count % 2 === 0 ? english : japanese;
    return { body: (streamed ? template.streamed : template.whole)(count), wantsUsage };
  };
}

/** Copies a prebuilt body and writes the counter into it, which costs the load generator next to nothing. */
function createTemplate(language: keyof typeof QUESTIONS, extra: object): (count: number) => Buffer {
  const messages = [
    { role: "system", content: SYSTEM },
    { role: "user", content: QUESTIONS[language] },
  ];
  const bytes = Buffer.from(JSON.stringify({ model: MODEL, messages, temperature: 0.2, max_completion_tokens: 400, ...extra }));
  const place = bytes.indexOf(COUNTER_PLACE);
  return (count) => {
    const body = Buffer.from(bytes);
    for (let rest = count, offset = COUNTER_PLACE.length - 1; offset >= 0; offset -= 1) {
      body[place + offset] = LETTER_A + (rest % COUNTER_LETTERS);
      rest = Math.floor(rest / COUNTER_LETTERS);
    }
    return body;
  };
}

/** The answer in the pieces that a stream sends: with the closing frame, 20 chunks. */
const PIECES = [
  "On the first ",
  "working day of ",
  "next month ",
  "our counters ",
  "open half an ",
  "hour later, ",
  "because new ",
  "queue displays ",
  "are being ",
  "installed. ",
  "Cash machines ",
  "remain in ",
  "service all ",
  "day. We thank ",
  "you for your ",
  "patience; the ",
  "planning office ",
  "is glad to ",
  "help.",
] as const;
export const ANSWER = PIECES.join("");

const USAGE = { prompt_tokens: 142, completion_tokens: 61, total_tokens: 203, prompt_tokens_details: { cached_tokens: 0 } };
const HEAD = { id: "chatcmpl-benchmark000000000000000", created: 1_790_000_000, model: MODEL, system_fingerprint: "fp_bench" } as const;

/** The body of the answer that is not streamed. */
export const WHOLE_ANSWER = JSON.stringify({
  ...HEAD,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: ANSWER, refusal: null }, logprobs: null, finish_reason: "stop" }],
  usage: USAGE,
});

/** The server-sent events of a streamed answer, with a usage frame where it was asked for, as OpenAI sends them. */
export function streamFrames(wantsUsage: boolean): string[] {
  const usage = wantsUsage ? { usage: null } : {};
  const frame = (choices: object[], extra: object) =>
    `data: ${JSON.stringify({ ...HEAD, object: "chat.completion.chunk", choices, ...extra })}\n\n`;
  const pieces = PIECES.map((content, index) => {
    const delta = index === 0 ? { role: "assistant", content } : { content };
    return frame([{ index: 0, delta, logprobs: null, finish_reason: null }], usage);
  });
  const closing = frame([{ index: 0, delta: {}, logprobs: null, finish_reason: "stop" }], usage);
  return [...pieces, closing, ...(wantsUsage ? [frame([], { usage: USAGE })] : []), "data: [DONE]\n\n"];
}
