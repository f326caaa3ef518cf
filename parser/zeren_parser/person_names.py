"""Han personal names: tell one from other words, and cut one off the words glued to it.

``程晓波省委常委`` in, ``("程晓波", "省委常委")`` out. Columns that lost their spaces need this.
"""

from __future__ import annotations

import re
from typing import Final

# The surnames that all but a few persons bear. 常, 成, 部 … are words too, so a name is never
# believed for its surname alone: see `split_person`.
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗"
    "丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄麴家封芮羿储靳汲邴糜松井段富巫"
    "乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄"
    "印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂"
    "濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘"
    "匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相"
    "查后荆红游竺权逯盖益桓公丛谯岳原闫肖付代覃牟商苟鹿佘佟帅亓操隋战栗仝郇晋楚展青涂占邸哈宛"
    "尧柴揭官律光英矫雒门逯信布楼冮迟种初衣由辜琚朴才宾"
)
_COMPOUND: Final = (
    "欧阳|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空"
    "|端木|轩辕|独孤|南宫|百里|呼延|万俟"
)
_COMPOUNDS: Final = frozenset(_COMPOUND.split("|"))
_NAME: Final = re.compile(
    r"""
      [\u3400-\u9fff\U00020000-\U0003ffff]{2,4}          # 吕晓东
    | [\u3400-\u9fff]{1,6} (?: [·•・] [\u3400-\u9fff]{1,6} ){1,3}   # 阿不都·热合曼
    """,
    re.VERBOSE,
)
_PROVINCES: Final = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南"
    "|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
# How the office behind a name may begin where no space divides the two.
_OPENER: Final = re.compile(
    rf"""
      [省市县区州盟旗镇乡]                               # 省委常委, 市长
    | 全国 | 国家 | 国务 | 国网 | 国有 | 国税 | 中共 | 中央 | 中国 | 中铁 | 中石
    | 工委 | 管委 | 党工 | 党委 | 党组 | 党政 | 纪委 | 纪工 | 纪检 | 政府 | 人大 | 政协 | 人行 | 人武
    | 副 | 常务 | 街道 | 社区 | 机关 | 团[省市县区州委]
    | {_PROVINCES}
    | [\u4e00-\u9fff]{{2,3}} (?: [省市县区州镇乡] | 海关 | 街道 | 银保监 | 证监 )
    """,
    re.VERBOSE,
)
_STRONG_OPENER: Final = re.compile(r"[省市县区州盟旗镇乡]|[工管党纪]委|国网|人行|" + _PROVINCES)


def is_name_shaped(text: str) -> bool:
    """Tell whether `text` has the length and letters of a name: 2–4 Han or joined by ``·``."""
    return _NAME.fullmatch(text) is not None


def has_surname(text: str) -> bool:
    """Tell whether `text` begins with a surname and leaves one or two letters for the given name.

    >>> has_surname("赵冰"), has_surname("欧阳修文"), has_surname("局主任")
    (True, True, False)
    """
    if "·" in text:
        return True
    if text[:2] in _COMPOUNDS:
        return 3 <= len(text) <= 4
    return text[:1] in _SURNAMES and 2 <= len(text) <= 3


def is_person(text: str) -> bool:
    """Tell whether `text` can be a whole personal name.

    >>> is_person("吕晓东"), is_person("财政局局长")
    (True, False)
    """
    return is_name_shaped(text) and has_surname(text)


def split_person(text: str) -> tuple[str, str] | None:
    """Cut the personal name off the office that is glued to it.

    The cut is made where an office can begin; a longer name wins over a shorter one unless only
    the shorter leaves a word of rank (省, 市 …). Without a clear cut the answer is None.

    >>> split_person("程晓波省委常委"), split_person("陈明省卫生健康委一级巡视员")
    (('程晓波', '省委常委'), ('陈明', '省卫生健康委一级巡视员'))
    >>> split_person("领导小组办公室主任")
    """
    lengths = (3, 4) if text[:2] in _COMPOUNDS else (3, 2)
    for opener in (_STRONG_OPENER, _OPENER):
        for length in lengths:
            person = text[:length]
            if len(text) > length and is_person(person) and opener.match(text, length):
                return person, text[length:]
    return None
