"""Words that a text to families must not hold, by language. A star: any ending.

Chinese and the languages in Arabic letters join words to each other or to articles, so that their
entries count anywhere in a text.
"""

import re

ANYWHERE = frozenset({"zh", "ar", "fa-AF", "ps"})
CODES = "orr ice dhs noc hhs uscis cbp "

BANNED = {
    "en": "agency custody immigration immigrant refugee sponsor court hearing deport government shelter "
    "detention border visa asylum caseworker release released post-release",
    "es": "agencia custodia inmigracion inmigración migracion migración migrante refugiado refugiada "
    "patrocinador patrocinadora corte audiencia deportar gobierno albergue detencion detención frontera visa "
    "asilo trabajadora liberacion liberación migra tribunal",
    "pt": "agência* custódia* imigra* migra* refugiad* patrocin* tribunal* corte audiência* deporta* "
    "governo* abrigo* detenç* detid* fronteira* visto asilo* libert* liberad* guarda",
    "fr": "agence* garde immigr* migra* réfugié* parrain* tribunal* audience* expuls* gouvernement* foyer* "
    "détention détenu* frontière* visa asile* libér* tutelle*",
    "ht": "ajans* imigr* migr* refijye* esponsò* parennaj tribinal* odyans* depòt* gouvènman* azil* "
    "detansyon* fwontyè* viza libere*",
    "ar": "وكالة حضانة هجرة مهاجر لاجئ كفيل محكمة جلسة ترحيل حكومة مأوى احتجاز حدود تأشيرة لجوء إفراج",
    "fa-AF": "اداره سرپرست مهاجر پناه محکمه جلسه اخراج دولت بازداشت توقیف سرحد ویزه رهایی",
    "ps": "اداره سرپرست کډوال مهاجر پناه محکمه حکومت دولت توقیف سرحد ویزه",
    "ru": "агентств* опек* иммигра* мигра* бежен* спонсор* суд суда суде суду судом судебн* заседани* "
    "депорт* правительств* приют* задержа* границ* виза визы визу убежищ* освобожд*",
    "uk": "агентств* опік* імміг* мігра* біжен* спонсор* суд суду суді судом судов* засідан* депорт* уряд* "
    "притул* затрима* кордон* віза візи візу звільн*",
    "zh": "机构 监护 移民 难民 担保 法院 法庭 开庭 听证 遣返 政府 收容 拘留 边境 签证 庇护 释放",
    "hi": "एजेंसी* हिरासत* अभिरक्षा* आव्रजन* आप्रवास* इमिग्रेशन* शरण* प्रायोजक* स्पॉन्सर* अदालत* कोर्ट* "
    "सुनवाई* निर्वासन* सरकार* आश्रय* सीमा* वीज़ा* रिहा*",
    "pa": "ਏਜੰਸੀ* ਹਿਰਾਸਤ* ਇਮੀਗ੍ਰੇਸ਼ਨ* ਸ਼ਰਨ* ਸਪਾਂਸਰ* ਅਦਾਲਤ* ਕਚਹਿਰੀ* ਕੋਰਟ* ਸੁਣਵਾਈ* ਸਰਕਾਰ* ਆਸਰਾ* ਸਰਹੱਦ* ਵੀਜ਼ਾ* ਰਿਹਾਈ*",
    "tr": "kurum* velayet* vesayet* göç* mülteci* sponsor* mahkeme* duruşma* sınır* hükümet* devlet* "
    "barınak* gözaltı* vize* sığın* iltica* tahliye*",
}
"""6.8.5: what tells anybody who looks that a family has to do with us, and why."""

TOPICS = {
    "en": "safe home live school health healthy judge lawyer doctor help child danger family emergency",
    "es": "salvo casa vives vive escuela salud juez abogado doctor ayuda niño niña peligro emergencia",
    "pt": "segur* casa mora* vive* escola* saúde* juiz* advogad* médic* ajuda* criança* menin* perigo* "
    "família* emergência*",
    "fr": "sécurité* maison* vis vit école* santé* juge* avocat* docteur* aide* enfant* danger* famille* "
    "urgence*",
    "ht": "sekirite* kay lakay viv lekòl* sante* jij* avoka* doktè* ede èd timoun* danje* fanmi* ijans*",
    "ar": "أمان آمن بيت سكن مدرس صحة صحت قاض محام طبيب مساعدة طفل خطر عائل طوارئ",
    "fa-AF": "امن خانه زندگی مکتب صحت قاضی وکیل داکتر کمک طفل خطر فامیل عاجل",
    "ps": "خوندي کور اوسېږ ښوونځ روغتیا قاضي وکیل ډاکټر مرست ماشوم خطر بیړن",
    "ru": "безопас* дом* жив* школ* здоров* суд* адвокат* врач* помощ* помог* ребён* опасн* семь* экстренн*",
    "uk": "безпе* вдома дім жив* школ* здоров* суд* адвокат* лікар* допом* дитин* небезпе* сім* родин* "
    "екстрен*",
    "zh": "安全 家 住 学校 上学 身体 健康 法官 律师 医生 帮助 孩子 危险 紧急",
    "hi": "सुरक्षि* घर* स्कूल* सेहत* तबीयत* जज* वकील* डॉक्टर* मदद* बच्च* खतर* परिवार* आपात*",
    "pa": "ਸੁਰੱਖਿ* ਘਰ* ਸਕੂਲ* ਸਿਹਤ* ਤਬੀਅਤ* ਜੱਜ* ਵਕੀਲ* ਡਾਕਟਰ* ਮਦਦ* ਬੱਚ* ਖ਼ਤਰ* ਪਰਿਵਾਰ* ਐਮਰਜੈਂਸੀ*",
    "tr": "güven* ev evde yaşa* okul* sağlı* hâkim* avukat* doktor* yardım* çocuk* tehlike* aile* acil*",
}
"""What the first texts must not yet touch."""

MONTHS = {
    "en": "january february march april june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ht": "janvye fevriye mas avril jen jiyè septanm oktòb novanm desanm",
    "ar": "يناير فبراير أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "fa-AF": "جنوری فبروری مارچ اپریل جولای اگست سپتمبر اکتوبر نومبر دسمبر حمل جوزا سرطان میزان عقرب",
    "ps": "جنوري فبروري مارچ اپریل جولای اګست سپتمبر اکتوبر نومبر دسمبر حمل جوزا سرطان میزان عقرب",
    "ru": "январ* феврал* март* апрел* мая июн* июл* август* сентябр* октябр* ноябр* декабр*",
    "uk": "січ* лютий лютого берез* квіт* трав* черв* лип* серп* верес* жовт* листопад* груд*",
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "pa": "ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ",
    "tr": "ocak* şubat* mart* nisan* mayıs* haziran* temmuz* ağustos* eylül* ekim* kasım* aralık*",
}
"""No text names a day; the month of May is left out where it is also another word."""

_BETWEEN = re.compile(r"[\s.,:;?!()\"'؟،।。，：？！、\u200e{}]+")


def found(language: str, text: str, listed: dict[str, str], more: str = "") -> set[str]:
    """Entries of a list that stand in a text. A language without a list is an error."""
    entries = (more + listed[language]).split()
    if language in ANYWHERE:
        return {entry for entry in entries if not entry.isascii() and entry in text} | _words(text, entries)
    return _words(text, entries)


def _words(text: str, entries: list[str]) -> set[str]:
    said = {word for word in _BETWEEN.split(text.lower()) if word}
    return {
        entry
        for entry in entries
        if entry in said or (entry.endswith("*") and any(word.startswith(entry[:-1]) for word in said))
    }
