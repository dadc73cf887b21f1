"""How the engine itself takes the words of each language, with the shop's settings: small indexes of a few names."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from app.core.settings import Settings
from search.engine.client import SearchClient
from search.engine.settings import locale_of, product_settings
from search.engine.words import NO_WORDS, with_own_words
from search.languages import spelled, spellings, wording

pytestmark = pytest.mark.slow

GOODS: Mapping[str, Sequence[str]] = {
    "tr": ["Işıklı ayna", "İnci küpe", "Yün kazak", "Deri çanta", "Kablosuz kulaklık", "Güneş kremi", "Çikolata"],
    "ko": ["무선 헤드폰", "면 양말", "린넨 셔츠", "커피잔 세트", "초콜릿", "휴대용 스피커", "보조배터리"],
    "th": ["หูฟังไร้สาย", "เสื้อเชิ้ตผ้าลินิน", "กาแฟคั่วบด", "ถุงเท้าผ้าฝ้าย", "ช็อกโกแลต", "กระเป๋าผ้า", "ครีมกันแดด"],
    "de": [
        "Leinenhemd",
        "Olivenölseife",
        "Wanduhr",
        "Küchentücher",
        "Teekanne aus Glas",
        "Baumwollsocken",
        "Wolldecke",
    ],
    "ja": ["ワイヤレスヘッドホン", "麻の靴下", "マグカップ", "抹茶", "本革の財布", "蜂蜜", "スピーカー"],
    "zh-Hans": ["无线耳机", "羊毛围巾", "陶瓷马克杯", "龙井绿茶", "真皮钱包", "机械键盘", "充电宝"],
    "ar": ["سماعات لاسلكية", "حقيبة جلدية", "قهوة بالهيل", "الورد والعود", "منبّه", "وسادة قطن", "زعتر بري"],
    "en": ["Wool blanket", "Teapot", "Running shoes", "Scarf", "Colour pencils", "Cushion cover", "Crème brûlée dish"],
    "fr": ["Écharpe en laine", "Huile d’olive", "Chapeau de paille", "Thé vert", "Œufs en chocolat", "Pull", "Vélo"],
}
FOUND = [
    *(("tr", "IŞIKLI", 0), ("tr", "isikli ayna", 0), ("tr", "İNCİ KÜPE", 1), ("tr", "süveter", 2), ("tr", "canta", 3)),
    *(("tr", "kulaklıklar", 4), ("tr", "güneş losyonu", 5), ("tr", "çikolta", 6)),
    *(("ko", "헤드폰", 0), ("ko", "헤드셋", 0), ("ko", "양말을", 1), ("ko", "린넨셔츠", 2), ("ko", "커피", 3)),
    *(("ko", "초콜렛", 4), ("ko", "스피커", 5), ("ko", "파워뱅크", 6)),
    *(("th", "หูฟัง", 0), ("th", "เฮดโฟน", 0), ("th", "เสื้อเชิ้ต", 1), ("th", "ลินิน", 1), ("th", "กาแฟ", 2)),
    *(("th", "ผ้าฝ้าย", 3), ("th", "ช็อคโกแลต", 4), ("th", "กันแดด", 6)),
    *(
        ("de", "Hemd", 0),
        ("de", "Hemden aus Leinen", 0),
        ("de", "Seife", 1),
        ("de", "Uhren", 2),
        ("de", "KUECHENTUCH", 3),
    ),
    *(("de", "Kanne", 4), ("de", "Tee Kanne", 4), ("de", "Strümpfe", 5), ("de", "Decken", 6), ("de", "Plaid", 6)),
    *(
        ("ja", "へっどふぉん", 0),
        ("ja", "ソックス", 1),
        ("ja", "くつした", 1),
        ("ja", "kutsushita", 1),
        ("ja", "マグ", 2),
    ),
    *(("ja", "matcha", 3), ("ja", "レザー", 4), ("ja", "ハチミツ", 5), ("ja", "ｽﾋﾟｰｶ", 6)),
    *(
        ("zh-Hans", "耳机", 0),
        ("zh-Hans", "耳機", 0),
        ("zh-Hans", "erji", 0),
        ("zh-Hans", "圍巾", 1),
        ("zh-Hans", "杯子", 2),
    ),
    *(("zh-Hans", "绿茶", 3), ("zh-Hans", "皮夹", 4), ("zh-Hans", "移动电源", 6)),
    *(("ar", "سماعة", 0), ("ar", "شنطة", 1), ("ar", "القهوه", 2), ("ar", "هيل", 2), ("ar", "وَرد", 3), ("ar", "عود", 3)),
    *(("ar", "منبه", 4), ("ar", "مخدة", 5), ("ar", "zaatar", 6)),
    *(
        ("en", "blankets", 0),
        ("en", "tea pot", 1),
        ("en", "sneakers", 2),
        ("en", "scarves", 3),
        ("en", "color pencil", 4),
    ),
    *(("en", "pillow cover", 5), ("en", "creme brulee", 6), ("en", "ｓｃａｒｆ", 3)),
    *(
        ("fr", "echarpes", 0),
        ("fr", "l'huile d'olive", 1),
        ("fr", "chapeaux", 2),
        ("fr", "sencha", 3),
        ("fr", "oeufs", 4),
    ),
    *(("fr", "chandail", 5), ("fr", "bicyclette", 6)),
]


@pytest.fixture(scope="module")
async def indexes(settings: Settings) -> AsyncIterator[tuple[SearchClient, dict[str, str]]]:
    """An index of each language's goods, set up as the shop's are."""
    client = SearchClient.of(settings)
    names = {}
    for tag, goods in GOODS.items():
        words = with_own_words(tag, NO_WORDS)
        names[tag] = await client.new_draft(client.index_name(tag), product_settings(tag, words))
        documents = [
            {"id": str(number), "name": name, "spellings": " ".join(spelled([name], tag)), "published_at": 0}
            for number, name in enumerate(goods)
        ]
        await client.finish(await client.add(names[tag], [json.dumps(each).encode() for each in documents]))
    yield client, names
    await client.discard(list(names.values()))
    await client.close()


@pytest.mark.parametrize(("tag", "typed", "number"), FOUND)
async def test_a_word_is_found(indexes: tuple[SearchClient, dict[str, str]], tag: str, typed: str, number: int) -> None:
    client, names = indexes
    for spelling in (0, *spellings(typed, tag)):
        body = {"q": wording(typed, tag, spelling), "locales": [locale_of(tag)], "matchingStrategy": "all"}
        if hits := (await client.ask(names[tag], body))["hits"]:
            break
    assert [GOODS[tag][int(hit["id"])] for hit in hits][:1] == [GOODS[tag][number]]
