# Derives the Japanese lists of this folder from three public packages; README.md says which, under what licences, and how to run it.
import json
import re
import sys
from collections import Counter, defaultdict

import sudachipy

gimei_names, local_government, folder = sys.argv[1:4]

# Old and variant forms of characters, and the plain form under which a name is listed; `japanese-characters.json` holds the same pairs.
PLAIN = json.load(open(f"{folder}/japanese-characters.json"))["plainForms"]
KANJI = re.compile("^[\u3400-\u9fff々〆ノヶヵケツ]{1,6}$")
KANA = re.compile("^[ぁ-ゖァ-ヴー]{2,7}$")
NOUN = ("名詞-普通名詞", "名詞-数詞", "形状詞", "副詞", "接尾辞", "接頭辞", "代名詞", "動詞", "形容詞")

# Surnames that the packages list only as places or words.
ADDED_SURNAMES = (
    "薬袋 己斐 瓜破 鶏冠井 一口 馬酔木 八月一日 鴨脚 強羅 左衛門三郎 東雲 日日 雲母 煉獄 南風原 勢理客 瑞慶覧 毛受 主税 大豆生田 十二月田 新発田 水流 指宿 揖斐 水主 "
    "読谷山 四月朔日 十六沢 十八女 一番合戦 十時 四五六 五六 子子子 小比類巻 天馬 妻鹿 宍道 放生 纐纈 蓬莱 茨木 栗花落 部田 百済 服部 物部"
).split()

# Ordinary words that are given names of today too, and more often words; the other names of that package are names first.
WORDS_FIRST = set(
    "一等 一行 一道 一心 一歩 一水 一笑 人生 優良 優美 優雅 元気 光明 光景 光波 公明 公正 初代 動力 勝利 和文 和洋 大作 大陸 大河 大海 大成 天理 太陽 宇宙 寛大 "
    "広大 広野 快晴 成年 成果 政治 文章 早世 有望 有理 未来 来夏 来春 来来 果樹 正教 水晶 水色 永遠 海里 海上 清水 生花 疾風 真珠 真理 真空 知見 神幸 立夏 紅葉 結実 花見 "
    "菜花 菜葉 芽生 萌芽 誠心 観月 音楽 音色 音響 風波 風雅 高大 高貴 青空 銀河 雄大 雪見 麻布 朝日 北斗 双葉 北海 春風 秋波 流星 湖水 炎夏 無敵 星空 海士 海月 絵馬 "
    "羽衣 綾織 透水 陸生 雅楽 舞扇 梨園 鈴蘭 園生 二胡 五百 万里 千里 望月 朝霞 海光 生実 冷夏 初夏".split()
)

ROMAN = {}
for kana, roman in zip(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴヰヱ",
    "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa o n "
    "ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po bu i e".split(),
):
    ROMAN[kana] = roman


def plain(name):
    return "".join(PLAIN.get(character, character) for character in name)


def roman(reading):
    """Hepburn without long vowels: サトウ, サトー and さとう are all `sato`. `japanese-readings.ts` spells the same way."""
    text = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in reading)
    out = ""
    for c in text:
        if c in "ャュョ":
            stem = out[:-1]
            out = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + {"ャ": "a", "ュ": "u", "ョ": "o"}[c]
        elif c in "ァィゥェォ":
            out = out[:-1] + {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}[c]
        elif c not in "ッー":
            out += ROMAN.get(c, "")
    return re.sub("ou|oo", "o", re.sub("uu", "u", re.sub("n(?=[bmp])", "m", out)))


surnames, given, modern, ordinary, others = set(), set(), set(), set(), set()
surname_readings, given_readings = defaultdict(set), defaultdict(set)
for morpheme in sudachipy.Dictionary(dict="core").entries():
    surface, reading, kind = plain(morpheme.surface()), morpheme.reading_form(), "-".join(morpheme.part_of_speech()[:4])
    if kind.endswith("人名-姓"):
        if KANJI.match(surface):
            surnames.add(surface)
            surname_readings[roman(reading)].add(surface)
    elif kind.endswith("人名-名"):
        if KANJI.match(surface):
            given.add(surface)
        if KANJI.match(surface) or KANA.match(surface):
            given_readings[roman(reading)].add(surface)
    elif kind.startswith(NOUN):
        ordinary.add(surface)
        others.add(surface)
    elif not kind.endswith("人名-一般"):
        others.add(surface)

names = json.load(open(gimei_names))
for first in names["firstNames"]["male"] + names["firstNames"]["female"]:
    if KANJI.match(plain(first["kanji"])):
        given.add(plain(first["kanji"]))
    modern.add(plain(first["kanji"]))
    given_readings[roman(first["katakana"])].update(("gimei", first["kanji"]))
for last in names["lastNames"]:
    surnames.add(plain(last["kanji"]))
    surname_readings[roman(last["katakana"])].update(("gimei", last["kanji"]))


surnames.update(ADDED_SURNAMES)
# Characters of which given names are made: parents make new names of them all the time.
given_characters = Counter(character for name in given if len(name) < 4 for character in name)


def write(name, lines):
    with open(f"{folder}/{name}", "w") as file:
        file.write("\n".join(lines) + "\n")


def write_names(file, names):
    """One line for each first character: it, the second characters of the names of two, then the rests of longer names, each behind a space."""
    by_first = defaultdict(list)
    for name in sorted(names):
        by_first[name[0]].append(name[1:])
    singles = "".join(sorted(name for name in names if len(name) == 1))
    lines = [
        first + "".join(rest for rest in rests if len(rest) == 1) + "".join(f" {rest}" for rest in rests if len(rest) > 1)
        for first, rests in sorted(by_first.items())
    ]
    write(file, [singles, *lines])


def looks_like_a_name(word):
    return KANJI.match(word) and any(word[:n] in surnames and word[n:] in given for n in range(1, len(word)))


write_names("japanese-surnames.txt", surnames)
write_names("japanese-given-names.txt", given)
ordinary = {word for word in ordinary if not word.endswith("郎") and (len(word) < 2 or word not in modern or word in WORDS_FIRST)}
write_names("japanese-ordinary-words.txt", {word for word in ordinary if word in surnames or word in given})
write_names("japanese-name-look-alikes.txt", {word for word in others if 3 <= len(word) <= 6 and looks_like_a_name(word)})
write("japanese-given-characters.txt", ["".join(sorted(character for character, count in given_characters.items() if count >= 60))])
# A reading that only one rare spelling has is left out: in Latin letters or kana it is a word like any other.
write("japanese-surname-readings.txt", [" ".join(sorted(reading for reading, spellings in surname_readings.items() if len(spellings) > 1 and len(reading) > 2))])
write("japanese-given-readings.txt", [" ".join(sorted(reading for reading, spellings in given_readings.items() if len(spellings) > 1 and len(reading) > 2))])

places = []
for prefecture in json.load(open(local_government)):
    parts = []
    for municipality in prefecture["municipalities"]:
        wards = [ward["name"] for ward in municipality.get("wards", [])]
        parts.append(municipality["name"] + "".join(f"/{ward}" for ward in wards))
    places.append(" ".join([prefecture["name"], *parts]))
write("japanese-places.txt", places)
