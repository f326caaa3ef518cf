"""The words of responsibility clauses, as tables: label, verb, collective, organisation ending.

Each row of a table is (what is written, what it means) with an example; the regular expressions
are built from the tables, longest word first. All run on the folded view: half width, no spaces.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from zeren_parser.model import Role

# Words that open a label: 「牵头」单位:甲局. Source: plans of 2015 to 2024, State Council to district.
LABEL_WORDS: Final = (
    ("牵头", Role.LEAD),
    ("牵头责任", Role.LEAD),  # 牵头责任单位
    ("牵头负责", Role.LEAD),
    ("牵头落实", Role.LEAD),
    ("牵头实施", Role.LEAD),
    ("主要牵头", Role.LEAD),
    ("共同牵头", Role.LEAD),
    ("总牵头", Role.LEAD),
    ("牵头考核", Role.LEAD),
    ("指标牵头", Role.LEAD),
    ("主办", Role.LEAD),
    ("主责", Role.LEAD),
    ("主管", Role.LEAD),
    ("主要责任", Role.LEAD),
    ("主要负责", Role.LEAD),
    ("主体责任", Role.RESPONSIBLE),
    ("第一责任", Role.LEAD),
    ("责任", Role.RESPONSIBLE),
    ("负责", Role.RESPONSIBLE),
    ("承办", Role.RESPONSIBLE),
    ("落实", Role.RESPONSIBLE),
    ("实施", Role.RESPONSIBLE),
    ("执行", Role.RESPONSIBLE),
    ("具体责任", Role.RESPONSIBLE),
    ("具体负责", Role.RESPONSIBLE),
    ("具体落实", Role.RESPONSIBLE),
    ("具体实施", Role.RESPONSIBLE),
    ("责任落实", Role.RESPONSIBLE),
    ("落实责任", Role.RESPONSIBLE),
    ("实施责任", Role.RESPONSIBLE),
    ("直接责任", Role.RESPONSIBLE),
    ("共同责任", Role.RESPONSIBLE),
    ("配合", Role.SUPPORT),
    ("协办", Role.SUPPORT),
    ("协助", Role.SUPPORT),
    ("协同", Role.SUPPORT),
    ("协作", Role.SUPPORT),
    ("参加", Role.SUPPORT),
    ("参与", Role.SUPPORT),
    ("会办", Role.SUPPORT),
    ("配合责任", Role.SUPPORT),
    ("督导责任", Role.SUPERVISE),
    ("监督责任", Role.SUPERVISE),
    ("配合落实", Role.SUPPORT),
    ("协同配合", Role.SUPPORT),
    ("协助配合", Role.SUPPORT),
    ("参与配合", Role.SUPPORT),
    ("主要配合", Role.SUPPORT),
    ("支持", Role.SUPPORT),
    ("督导", Role.SUPERVISE),
    ("监督", Role.SUPERVISE),
    ("指导", Role.SUPERVISE),
    ("督办", Role.SUPERVISE),
    ("督查", Role.SUPERVISE),
    ("督促", Role.SUPERVISE),
    ("督导检查", Role.SUPERVISE),
    ("跟踪督办", Role.SUPERVISE),
)
# What a label word is followed by: 牵头「单位」. Persons are labels too: 牵头「市领导」:某某.
LABEL_UNIT_NOUNS: Final = (
    "单位", "部门", "处室", "科室", "股室", "机构", "主体", "地区", "处(科)室", "单位(部门)", "部门(单位)",
    "部门和单位", "部门及单位", "单位及部门", "单位和部门", "部门、单位", "处室和单位", "处室(单位)", "单位(处室)",
    "单位/部门", "部门/单位", "部室", "部(室)", "处(室)", "科(室)", "机关", "区县", "县区", "县(区)", "县(市、区)", "市县",
    "镇街", "街镇", "乡镇", "镇(街道)", "街道", "市州", "设区市", "企业", "公司", "学院", "专班", "工作组", "组", "方",
)  # fmt: skip
LABEL_PERSON_NOUNS: Final = (
    "领导", "市领导", "县领导", "区领导", "省领导", "州领导", "局领导", "厅领导", "委领导", "校领导", "院领导",
    "省级领导", "市级领导", "县级领导", "区级领导", "州级领导", "人", "负责人", "同志", "领导同志",
)  # fmt: skip
# Labels of fields that name no department. 完成时限:2023年11月; 目标位置:全省前5
OTHER_LABELS: Final = (
    "完成时限", "完成时间", "完成期限", "时限要求", "时间要求", "时间节点", "时间安排", "时限", "时间",
    "整改时限", "办结时限", "进度安排", "实施时间", "目标位置", "目标要求", "工作目标", "适用范围",
    "实施范围", "推广范围", "进度要求", "工作时限", "实施期限", "实施时限", "工作要求", "整改措施", "整改目标", "工作措施", "具体措施", "工作内容",
    "计划完成时间",
    "联系人", "联系电话", "电话", "备注", "成果形式", "预期目标", "任务来源",
)  # fmt: skip

# Verbs that close a list of departments: 甲局「牵头」. The first that stands in the phrase decides.
VERBS: Final = (
    ("牵头", Role.LEAD),
    ("主办", Role.LEAD),
    ("主责", Role.LEAD),
    ("抓总", Role.LEAD),
    ("主抓", Role.LEAD),
    ("负总责", Role.LEAD),
    ("为主", Role.LEAD),  # 甲局为主,乙局协助
    ("做好服务保障", Role.SUPPORT),
    ("做好保障", Role.SUPPORT),  # 乙局做好保障工作
    ("提供保障", Role.SUPPORT),
    ("配合", Role.SUPPORT),
    ("协助", Role.SUPPORT),
    ("协办", Role.SUPPORT),
    ("协同", Role.SUPPORT),
    ("参与", Role.SUPPORT),
    ("参加", Role.SUPPORT),
    ("协作", Role.SUPPORT),
    ("会办", Role.SUPPORT),
    ("支持", Role.SUPPORT),
    ("指导", Role.SUPERVISE),
    ("督导", Role.SUPERVISE),
    ("监督", Role.SUPERVISE),
    ("督促", Role.SUPERVISE),
    ("督办", Role.SUPERVISE),
    ("督查", Role.SUPERVISE),
    ("负责", Role.RESPONSIBLE),
    ("承办", Role.RESPONSIBLE),
    ("承担", Role.RESPONSIBLE),
    ("落实", Role.RESPONSIBLE),
    ("实施", Role.RESPONSIBLE),
    ("推进", Role.RESPONSIBLE),
    ("执行", Role.RESPONSIBLE),
    ("办理", Role.RESPONSIBLE),
    ("承接", Role.RESPONSIBLE),
    ("各负其责", Role.RESPONSIBLE),
)
# Verbs that decide only where no other stands in the phrase: 甲局「统筹协调」; but 统筹推进 is 推进.
WEAK_VERBS: Final = (
    ("统筹", Role.LEAD),
    ("完成", Role.RESPONSIBLE),
    ("组织", Role.RESPONSIBLE),
    ("开展", Role.RESPONSIBLE),
    ("抓好", Role.RESPONSIBLE),
    ("做好", Role.RESPONSIBLE),
)
# What may stand before, between and behind the verbs of a phrase: 「按照各自职责分工分别」负责「落实」
VERB_ADJUNCTS: Final = (
    "按照", "按", "根据", "依据", "依照", "依", "照", "结合", "各自", "各", "职责分工", "职责权限", "职责任务", "职能分工",
    "职责", "职能", "任务分工", "工作分工", "部门分工", "分工", "工作职责", "部门职责", "分别", "具体", "共同", "主要",
    "统一", "积极", "主动", "密切", "全力", "联合", "并", "推动", "协调", "予以", "给予", "细化", "持续", "长期", "有序",
    "依法", "要求", "规定", "权限", "属地管理", "属地", "原则", "各司其职", "在职责范围内", "职责范围内", "职责范围", "全面",
    "推开", "到位", "分头", "加强", "相关工作", "有关工作", "相关任务", "工作", "任务", "和", "、", "(分别)", "(分工)", "分级",
    "协力", "一同", "一并", "总体", "总", "抓落实", "抓", "认真", "及时", "做", "好", "分类", "于", "抓紧", "进行",
    "参照", "遵照", "对照", "提供", "跟进", "跟踪", "主体责任",
)  # fmt: skip

# Endings of the names of organisations. 中心、公司 … and single characters 局、厅 …
ORGANISATION_ENDINGS: Final = (
    "局", "厅", "委", "部", "办", "院", "署", "处", "室", "科", "股", "站", "所", "队", "会", "社", "行", "司",
    "校", "园", "馆", "台", "中心", "集团", "政府", "街道", "镇", "乡", "村", "区", "县", "市", "州", "旗",
    "盟", "省", "单位", "部门", "机构", "企业", "组织", "联", "海关", "小组", "专班", "各地", "地方", "银行",
    "公司", "学院", "大学", "高校", "医院", "基地", "平台", "支部", "总队", "支队", "大队", "法院", "公安",
    "各方", "团", "工会", "妇联", "中支", "国企", "央企", "法庭", "厂", "矿",
    "主体", "责任人", "商会", "群团", "协会", "学会", "电力", "石化", "联通", "移动", "电信",
    "铁塔", "邮政", "烟草", "税务", "气象", "消防", "督导组", "组", "课题组",
    "机关", "农场", "牧场", "林场", "渔场", "茶场", "机场", "监狱", "报社", "出版社",
)  # fmt: skip

# Units whose name alone tells that they are units, for lists without label and verb
FIRM_ENDINGS: Final = (
    "局", "厅", "委", "办", "部", "院", "署", "处", "科", "股", "中心", "委员会", "公司", "集团", "银行", "海关", "政府",
    "管委会", "街道", "支队", "总队", "大队", "单位", "部门", "处室", "各区", "各县", "县区", "区县", "镇街", "乡镇",
)  # fmt: skip

# Classes of bodies without a name of their own: 各「高校」、「科研院所」
CLASS_NOUNS: Final = (
    "高校", "高等院校", "高等学校", "职业院校", "科研院所", "科研机构", "医院", "医疗机构", "学校", "中小学", "中小学校",
    "幼儿园", "园区", "企业", "国有企业", "金融机构", "商业银行", "新闻媒体", "媒体", "街道", "乡镇", "协会", "商会",
    "行业协会", "社会组织", "人民团体", "群团组织", "派出机构", "直属单位", "直属机构", "事业单位",
)  # fmt: skip

# Names of levels of government that stand for all units of the level: 「各镇、街道」
LEVEL_WORDS: Final = (
    "省", "市", "州", "盟", "地", "县", "区", "旗", "镇", "乡", "村", "街道", "设区市", "县区", "市县", "市州",
    "县市区", "县市", "区县", "区市", "乡镇", "镇街", "镇乡", "特区", "自治州", "自治县", "地市", "街", "团场",
    "开发区", "园区", "功能区", "社区", "部门", "单位",
)  # fmt: skip


def alternation(words: tuple[str, ...]) -> str:
    """Return a pattern that matches any of `words`, the longest first.

    >>> alternation(("牵头", "牵头责任"))
    '牵头责任|牵头'
    """
    return "|".join(
        re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


def opening(words: tuple[str, ...]) -> str:
    """Return a look ahead for the first letter of any of `words`: a search skips faster by it.

    >>> opening(("牵头", "牵头责任", "负责"))
    '(?=[牵负])'
    """
    return f"(?=[{re.escape(''.join(dict.fromkeys(word[0] for word in words)))}])"


_LABEL_WORD: Final = alternation(tuple(word for word, _ in LABEL_WORDS))
_UNIT_NOUN: Final = alternation(LABEL_UNIT_NOUNS)
_PERSON_NOUN: Final = alternation(LABEL_PERSON_NOUNS)

# A label at the start of a field, or anywhere when its noun and colon stand.
#   牵头单位:甲局   ,责任单位经发局 (no colon)   ;完成时限:2023年11月   (牵头责任:甲局
#   牵头(责任)单位:甲局   牵头及配合单位:甲局、乙局   责任单位为甲局   [责任单位]甲局
#   牵头:甲局⏎配合:乙局 (lines of a cell, whose break the view has not)
_UNIT_LAST: Final = "[局厅委办部院署处会司团行府道镇乡队室]"
LABEL: Final = re.compile(
    rf"""
    (?P<lead_in> ^ | (?<=[,;。、.\n(\[]) )
    (?: (?P<word>{_LABEL_WORD})
        (?: (?:{_UNIT_NOUN}|{_PERSON_NOUN})? (?:[、/和及与(]|以及) (?P<second>{_LABEL_WORD}) \)? )?
        (?: (?P<noun>{_UNIT_NOUN}) \)? | (?P<person>(?:{_PERSON_NOUN})(?=[:\]])) | (?=:) )
        (?P<colon>: | \]:? | [为是](?![主准]) | —{{1,2}} | -{{1,2}} )?
      | (?P<other>{alternation(OTHER_LABELS)}) (?P<other_colon>:|(?=\d{{4}}年|\d{{1,2}}月|年[内底]|长期|持续))
      | (?P<unknown>[一-龥]{{2,8}}) (?P<unknown_colon>:)
    )
    | {opening(OTHER_LABELS)} (?P<bare_other>{alternation(OTHER_LABELS)}):
    | {opening(tuple(word for word, _ in LABEL_WORDS))} (?P<bare_word>{_LABEL_WORD}) (?: (?P<bare_noun>{_UNIT_NOUN}) | (?P<bare_person>{_PERSON_NOUN}) )
      (?P<bare_colon>:)
    | (?<={_UNIT_LAST}) (?P<tail_word>{_LABEL_WORD}) (?P<tail_colon>:)
    """,
    re.VERBOSE,
)
# A label that only white space told from the names before it: 牵头单位 甲局 「责任单位」 乙局
SPACED_LABEL: Final = re.compile(
    rf"(?<={_UNIT_LAST}){opening(tuple(word for word, _ in LABEL_WORDS))}"
    rf"(?P<word>{_LABEL_WORD})(?:{_UNIT_NOUN})"
)
ROLE_OF_LABEL: Final = dict(LABEL_WORDS)
ODD_LABELS: Final = frozenset(
    {"牵头责任"}
)  # 牵头责任:甲局, meant as 牵头单位, when no noun follows
# The end of a label that says more: 整改「责任单位」, 项目「牵头领导」, or behind a name: 市甲局「督导」
LABEL_CORE: Final = re.compile(
    rf"(?P<word>{_LABEL_WORD})(?:(?:{_UNIT_NOUN})|(?P<person>{_PERSON_NOUN}))$"
    rf"|(?<={_UNIT_LAST})(?P<tail>{_LABEL_WORD})$"
)
# A label and its colon, as they stand in running text: 「牵头单位:」甲局.
LABEL_BEFORE_COLON: Final = rf"(?:{_LABEL_WORD})(?:{_UNIT_NOUN}|{_PERSON_NOUN})"
LABEL_IN_TEXT: Final = re.compile(rf"{LABEL_BEFORE_COLON}(?::|\](?=[^\n]))")

# A phrase of time: 2023年12月底前, 8月底前, 年底前, 第三季度末
_TIME: Final = (
    r"(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|上旬|中旬|下旬|底|末)?(?:之?前)?"
    r"|\d{4}年(?:上半年|年?底|年?末|内)?(?:之?前)?|年底(?:之?前)?|年内|第?[一二三四]季度(?:末|底)?(?:之?前)?)"
)
_ADJUNCT: Final = (
    rf"(?!各负其责|提供保障|做好(?:服务)?保障)(?:{alternation(VERB_ADJUNCTS)})|{_TIME}"
)
# Besides the table: 负总责, 负主体责任, 负监管责任
_VERB: Final = (
    alternation(tuple(word for word, _ in (*VERBS, *WEAK_VERBS))).replace(
        "组织",
        "(?<!党)(?<!社会)(?<!群团)(?<!行业)(?<!经济)组织",  # 各二级党组织, 社会组织
    )
    + "|(?:落实|负|压实|履行|承担)(?:总责|(?:主体|监管|属地|直接|领导|主要|首要|具体|管理){0,2}责任)"
)
# 甲局「为牵头单位」: the label as a verb
_COPULA: Final = rf"(?:作为|为|是|系)(?:{_LABEL_WORD})(?:{_UNIT_NOUN})"
# The verb phrase that ends a list: 甲局、乙局「按职责分工(分别)负责」
_VERB_TAIL: Final = re.compile(
    opening(
        (
            *VERB_ADJUNCTS,
            *(word for word, _ in (*VERBS, *WEAK_VERBS)),
            *"负0123456789年第一二三四为作是系",
        )
    )
    + rf"(?:{_ADJUNCT})*+(?:(?:{_VERB})(?:{_VERB}|{_ADJUNCT})*+|{_COPULA})$"
)
# Few names end in a character that ends a verb phrase: most lists are told from clauses by it.
_LAST_OF_PHRASE: Final = frozenset(
    word[-1] for word in (*(w for w, _ in (*VERBS, *WEAK_VERBS)), *VERB_ADJUNCTS, *LABEL_UNIT_NOUNS)
) | frozenset("月日旬底末前年内度)")


@lru_cache(maxsize=4096)
def verb_phrase(piece: str) -> str:
    """Return the verb phrase that ends `piece`, empty where there is none.

    >>> verb_phrase("甲局、乙局按职责分工负责"), verb_phrase("甲局、乙局")
    ('按职责分工负责', '')
    """
    if not piece or piece[-1] not in _LAST_OF_PHRASE:
        return ""
    tail = _VERB_TAIL.search(piece)
    return tail.group() if tail else ""


VERB_WORD: Final = re.compile(alternation(tuple(word for word, _ in VERBS)))
_COPULA_WORD: Final = re.compile(_LABEL_WORD)
_WEAK_WORD: Final = re.compile(alternation(tuple(word for word, _ in WEAK_VERBS)))
_ROLE_OF_VERB: Final = dict((*VERBS, *WEAK_VERBS))
# A verb inside a part, with no comma behind it: 甲局牵头「乙局配合」
INNER_VERB: Final = re.compile(
    r"(?=[牵按配指负承主协参落督])(?:(?:牵头负责|牵头|按职责分工负责|配合)(?!单位|部门|责任|,|;|$|的|负责|组织|落实|实施|协调)"
    r"|(?:指导|负责|承办|主办|协办|参与|落实|督促|督导)(?=、?(?:省|市|州|县|区|旗|各|有关|相关)[^,;。]{2,80}$))"
)


def role_of_phrase(phrase: str) -> Role:
    """Return the role that a verb phrase gives: its first strong verb decides.

    >>> role_of_phrase("按职责分工牵头负责").value, role_of_phrase("统筹协调").value
    ('lead', 'lead')
    >>> role_of_phrase("统筹推进").value, role_of_phrase("为配合单位").value
    ('responsible', 'support')
    """
    if phrase[0] in "为是系作" and (label := _COPULA_WORD.search(phrase)):
        return ROLE_OF_LABEL[label.group()]
    verb = VERB_WORD.search(phrase) or _WEAK_WORD.search(phrase)
    return _ROLE_OF_VERB[verb.group()] if verb else Role.RESPONSIBLE


ORGANISATION_END: Final = re.compile(
    rf"(?=.{{1,{max(map(len, ORGANISATION_ENDINGS))}}}$)(?:{alternation(ORGANISATION_ENDINGS)})$"
)
# 等 and what may follow it at the end of a list: 甲局「等有关部门和单位」
ET_CETERA: Final = re.compile(
    r"等(?:\d+个|[一二三四五六七八九十]+个)?(?:(?:省|市|县|区|州)(?:直|级))?(?:各|有关|相关|其他|职能|成员|责任|行业主管|主管|所有)*"
    r"(?:(?:部门|单位|机构|企业|组织|处室|科室)(?:(?:和|及|、|以及)(?:部门|单位|机构|企业|组织|个人))?)?"
)
COLLECTIVE: Final = re.compile(
    r"^(?:各|全体|所有|其他|其它|有关|相关|省级有关|市级有关)"
    r"|(?:有关|相关|成员|各|职能|主管|所属|直属|驻\w{1,4})(?:部门|单位|企业|机构|处室|科室|市|县|区)"
    r"|^(?:省|市|县|区|州)(?:直|级)"
    r"|部门(?:和|及|、)单位|^各地"
)
_LEVEL: Final = alternation(LEVEL_WORDS)
# A bare level, first half of a collective with an inner list: 「各县」、区政府; 「县」、区政府
LEVEL_HEAD: Final = re.compile(
    rf"^各?(?:省直|市直|县直|区直|级)?(?:有关|相关)?(?:{_LEVEL})(?:[(\[][^()\[\]]*[)\]])?$"
)
LEVEL_NEXT: Final = re.compile(
    rf"^(?:{_LEVEL})(?:[(\[][^()\[\]]*[)\]])?(?:人民政府|政府|行政公署|行署|管委会|管理委员会|党委|党工委|党(?:\(?工\)?)委|办事处|和?有关部门)?$"
)
FIRM_END: Final = re.compile(rf"(?:{alternation(FIRM_ENDINGS)})(?:[(\[][^()\[\]]*[)\]])?$")
# 「各盟行政公署」、市人民政府: what each of them has is named with both
EVERY_BODY: Final = re.compile(
    rf"^各(?:{_LEVEL})(?:[(\[][^()\[\]]*[)\]])?(?:人民政府|政府|行政公署|行署|党委)$"
)
# 「各设区市」、某新区某某领导小组: a bare level and a zone that share the name of a body
EVERY_LEVEL: Final = re.compile(rf"^各(?:{_LEVEL})(?:[(\[][^()\[\]]*[)\]])?$")
ZONE_BODY: Final = re.compile(
    r"^(?!各)(?:[^省市州县局厅委、]{1,6}区)[^、,;]{2,30}(?:局|委|办|办公室|领导小组|专班)$"
)
_CLASS: Final = alternation(CLASS_NOUNS)
EVERY_CLASS: Final = re.compile(rf"^各(?:{_CLASS})(?:、(?:{_CLASS}))*$")
CLASS_NEXT: Final = re.compile(rf"^(?:{_CLASS})$")
# The second body of a place that is named once: 各县区党委「和政府」, 某镇党委「、政府」
FIRST_BODY: Final = re.compile(r".(?:党委|工委|党\(工\)委|政府|管委会|管理委员会)$")
SECOND_BODY: Final = re.compile(r"^(?:(?:人民)?政府|管(?:理)?委(?:员)?会|党\(?工?\)?委|办事处)$")
GENERIC_NEXT: Final = re.compile(r"^(?:单位|机构|企业|个人|组织|科室|处室)$")
HEAD_BEFORE_GENERIC: Final = re.compile(r"(?:部门|单位|处室|机构|企业)$")

# A bracket behind one name of a list, which gives it another role or says how it works:
# 甲局「(牵头)」、乙局; 甲局、乙局「(按职责分工负责)」
ROLE_MARK: Final = re.compile(
    rf"[(\[](?:(?P<word>{_LABEL_WORD})(?:{_UNIT_NOUN})?|(?P<phrase>按[^()\[\]]*(?:负责|落实|牵头|配合|分工|职责)|[^()\[\]]*(?:下同|牵头单位|牵头部门)))[)\]]$"
)

# Declarations that change what follows.
FIRST_LEADS: Final = re.compile(
    r"(?:排|列)(?:名|序)?(?:在|于|为)?(?:最前|第一|首)(?:位|个|名)?(?:的|者)?[^。;()]{0,10}?(?:为|是)?(?:总?牵头|主办|主责)"
    r"|(?:第一个|首个|首位)(?:责任)?(?:单位|部门)(?:为|是)(?:牵头|主办|主责)"
)
COMMA_LEADS: Final = re.compile(r"(?:逗号|分号)(?:之|以)?前[^。;()]{0,8}?[为是](?:牵头|主办|主责)")
# 带*的为牵头单位: a mark before or behind a name
MARK_LEADS: Final = re.compile(
    r"(?:带|标注?|加|打|注)(?:有|注)?[“\"]?(?P<mark>[*★☆△▲])[”\"]?号?(?:的|者)?[^。;()]{0,8}?[为是](?:牵头|主办|主责)"
)
# (括号中为牵头负责部门、人员、电话…下同): from here on a bare bracket names who leads
BRACKET_NAMES: Final = re.compile(
    r"括号(?:内|中|里)(?:的)?(?:单位|部门)?(?:为|是)(?P<word>牵头|责任|负责)"
)
# What a clause says that it speaks of: 「以上3项由」甲局牵头
SCOPE: Final = re.compile(
    r"(?:以上|上述)(?:各|(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3}))?(?:个?[项条]|点)?"
    r"(?:重点|具体|工作|任务|措施|事项|内容){0,2},?(?:均|都)?由?"
)
DECLARATION: Final = re.compile(
    r"^(?:以下|下同|以上|下列|上述|未明确|没有明确|未注明|未标注|(?:其他|其余|其它)(?:任务|事项|各项|措施|工作))"
    r"|下同$|不再(?:一一)?(?:列出|列示|标注|重复|列)"
)

# Words of time that name nobody and may carry a verb: 8月底前完成; 长期坚持; 力争年底前取得成效
TIME_LEAD: Final = re.compile(
    rf"^(?:并|力争|争取|确保|计划|预计|于|在|自|从|到|至)*+{_TIME}(?:[至到-]{_TIME})?(?:起|开始|以前)?"
)
TIME_PART: Final = re.compile(
    r"^(?:每年|每半年|每季度|每月|长期|持续|常态化|立即|即时|全年|季度|适时|力争|到\d|按时|\d{1,2}日|分阶段)"
    r"|(?:底前|月前|日前|年前)(?:完成|落实|到位|实施|启动|出台)?$"
)
