// Ends that say a name found again is part of something longer: a company, a place.

/** Ends that make a company or an office of what stands before them. */
export const ORGANISATION_END =
  /(?:銀行|信金|信託|信用金庫|農協|証券|商事|会社|物産|生命|保険|産業|工業|製薬|製作所|建設|不動産|商店|病院|大学|学校|組合|法人|支店|本店|支社|本社|電機|自動車|運輸|食品|化学|鉄道|電力|金属|技研|重工|総合研究所|グループ|ホールディングス|[局署課部室店社])$/;

/** Ends that make a place of what stands before them, unless the whole is a family name such as 中村. */
export const PLACE_END = /[都府県市区町村駅線通]$/;
