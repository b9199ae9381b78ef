//! What people call columns, and what they write where they know nothing: in the languages of those who will open a file.
//!
//! A name is looked at word by word, the last word first: a `user rating` is a rating, a `reviewer id` a reviewer.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a column holds, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Hint {
    User,
    Item,
    Rating,
    Time,
    /// A name, of whom or what is not said.
    Name,
    /// Something about a user, an item or a rating that is none of these.
    Other,
}

/// How surely a name says it, from 1.
pub(super) type Sureness = u8;

/// The name says nothing else.
pub(super) const EXACT: Sureness = 3;
/// The name says so among other words.
const AMONG: Sureness = 2;

const USER: &str = "user users userid uid usr usrid ussid username userkey member memberid reviewer reviewerid reviewername rater raterid
    critic critics customer customerid cust custid client clientid person personid people account accountid profile profileid
    profilename listener listenerid reader readerid viewer viewerid student studentid player playerid participant respondent visitor
    visitorid session sessionid subject buyer shopper guest voter judge consumer steamid friend patron subscriber employee pupil
    nutzer nutzerin benutzer benutzerin kunde kundin kunden kundennummer kundennr teilnehmer teilnehmerin leser leserin matrikelnummer
    matrikelnr matrikel zuschauer hörer besucher bewerter
    utilisateur utilisatrice lecteur lectrice spectateur membre abonné étudiant acheteur auditeur
    usuario usuaria cliente lector lectora persona estudiante miembro
    utente lettore lettrice spettatore studente
    usuário usuária utilizador leitor pessoa aluno
    用户 用户名 会员 客户 顾客 读者 观众 学生 使用者 用戶 買家
    ユーザー ユーザ 利用者 顧客 会員 視聴者 読者
    пользователь юзер клиент зритель читатель слушатель покупатель студент
    उपयोगकर्ता प्रयोक्ता ग्राहक पाठक दर्शक छात्र";

const ITEM: &str = "item items itemid iid movie movies movieid film films filmid book books bookid isbn song songs songid track tracks trackid
    album albums albumid artist artists artistid product products productid prod prodid asin parentasin game games gameid anime animeid joke
    jokeid recipe recipeid restaurant restaurantid business businessid show showid series thing place placeid venue venueid hotel hotelid
    article articleid news video videoid course courseid app appid poi sku goods wine beer beerid podcast brand object content document
    title titles itemname itemtitle itemkey movietitle booktitle tid
    filmtitel titel buch bücher lied lieder artikel produkt produkte spiel ware serie künstler gericht
    livre livres titre chanson produit jeu morceau artiste plat série
    película pelicula películas libro libros título titulo canción cancion producto juego artículo plato
    libri titolo canzone prodotto gioco articolo brano piatto
    filme filmes livros música musica produto jogo artigo prato
    电影 影片 书 书籍 图书 书名 片名 电影名 商品 物品 产品 歌曲 音乐 游戏 项目 餐厅 電影 書名
    映画 作品 本 書籍 曲 アイテム ゲーム タイトル 製品 店
    фильм фильмы книга книги товар продукт песня название игра кино сериал
    फिल्म फ़िल्म पुस्तक किताब वस्तु उत्पाद गाना गीत";

const RATING: &str = "rating ratings rate rated score scores star stars starrating overall value grade vote votes point points preference thumb
    thumbs liked like likes weight plays play playcount listens listencount count hours clicks purchases quantity qty frequency relevance
    accessed strength opinion mark marks stars_given feedback affinity watched bookrating userrating reviewscore
    bewertung bewertungen note punkte wertung sterne stunden anzahl
    évaluation evaluation étoiles notation heures
    puntuación puntuacion calificación calificacion valoración valoracion nota estrellas horas
    voto voti valutazione punteggio stelle ore
    avaliação avaliacao classificação pontuação estrelas
    评分 分数 打分 得分 星级 评价 評分
    評価 評点 点数 スコア 星 得点
    оценка оценки рейтинг балл баллы
    रेटिंग अंक मूल्यांकन";

const TIME: &str =
    "time timestamp timestamps date dates datetime when at day unixreviewtime reviewtime unixtime ts created
    datum zeit zeitstempel zeitpunkt uhrzeit
    heure temps horodateur
    fecha hora
    data ora dataora
    时间 日期 时间戳 時間 日付 日時 タイムスタンプ
    время дата
    समय दिनांक तारीख";

const NAME: &str = "name names nom nombre nome имя 姓名 名前 名字 नाम vorname nachname fullname firstname nickname";

const OTHER: &str = "gender sex age email mail occupation job zip zipcode postcode country city state region language mean average avg total sum
    std stdev norm comment comments remark remarks review reviews reviewtext text summary description genre genres tag tags category
    categories year url uri link image picture price helpful verified location website rank index row number behaviour behavior
    action event runtime director directors author authors publisher publication transaction transactionid order orderid invoice
    geschlecht alter mittelwert durchschnitt summe kommentar kommentare jahr preis beruf land ort
    sexe âge moyenne somme commentaire année prix pays
    género genero sexo edad media promedio suma comentario año precio país
    genere sesso età somma commento anno prezzo
    idade média soma comentário ano preço
    性别 年龄 平均 总分 备注 评论 年份 类型 性別 年齢 合計 コメント 年
    пол возраст среднее сумма комментарий год жанр
    लिंग आयु औसत";

/// Words in a name that say nothing of what it is about.
const NEUTRAL: [&str; 16] = [
    "id",
    "ids",
    "key",
    "code",
    "num",
    "nr",
    "no",
    "number",
    "token",
    "my",
    "your",
    "given",
    "the",
    "of",
    "номер",
    "编号",
];

/// Words that make of a rating something that is none: an average of others', a number of them.
const SUMMARY: [&str; 10] = ["average", "avg", "mean", "total", "sum", "std", "median", "number", "num", "imdb"];

fn tables() -> [(Hint, &'static str); 6] {
    [
        (Hint::User, USER),
        (Hint::Item, ITEM),
        (Hint::Rating, RATING),
        (Hint::Time, TIME),
        (Hint::Name, NAME),
        (Hint::Other, OTHER),
    ]
}

fn look_up(word: &str) -> Option<Hint> {
    static KNOWN: LazyLock<HashMap<&'static str, Hint>> = LazyLock::new(|| {
        let words = |(hint, words): (Hint, &'static str)| words.split_whitespace().map(move |word| (word, hint));
        tables().into_iter().flat_map(words).collect()
    });
    KNOWN.get(word).copied()
}

/// What `name` says that its column holds, and how surely.
pub(super) fn hint(name: &str) -> Option<(Hint, Sureness)> {
    // What stands in brackets or behind a colon explains the name: `Gender (1 = f)`, `user_id:token`.
    let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != '[');
    let name = match name.find(['(', ':', '[', '=']) {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    };
    let words = words(name);
    if words.is_empty() || words.len() > 5 {
        return None;
    }
    let whole: String = words.concat();
    if let Some(hint) = look_up(&whole) {
        return Some((hint, EXACT));
    }
    let telling: Vec<&String> = words.iter().filter(|word| !NEUTRAL.contains(&word.as_str())).collect();
    let summary = words[..words.len() - 1].iter().any(|word| SUMMARY.contains(&word.as_str()));
    if summary && telling.iter().any(|word| look_up(word) == Some(Hint::Rating)) {
        return Some((Hint::Other, AMONG));
    }
    if telling.len() < words.len()
        && let [one] = telling.as_slice()
        && let Some(hint) = look_up(one)
    {
        return Some((hint, EXACT));
    }
    if telling.iter().any(|word| TIME.split_whitespace().any(|known| known == word.as_str())) {
        return Some((Hint::Time, AMONG));
    }
    for word in telling.iter().rev() {
        match look_up(word).or_else(|| compound(word)) {
            Some(Hint::Name) => continue,
            Some(hint) => return Some((hint, AMONG)),
            None => {}
        }
    }
    telling.iter().any(|word| look_up(word) == Some(Hint::Name)).then_some((Hint::Name, AMONG))
}

/// What a word that is made of others is about: `kundenid`, `playscount`, `用户编号`.
fn compound(word: &str) -> Option<Hint> {
    let chars: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    let long = |part: &str| part.len() >= 4;
    let tail = chars.iter().skip(1).map(|&at| &word[at..]).find(|part| long(part) && look_up(part).is_some());
    if let Some(tail) = tail.filter(|tail| !NEUTRAL.contains(tail)) {
        return look_up(tail);
    }
    let head = chars.iter().rev().map(|&at| &word[..at]).find(|part| long(part) && look_up(part).is_some());
    head.and_then(look_up)
}

/// The words of a name in lower case: parted by what is no letter, and where small letters are followed by a capital.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let parts = !c.is_alphanumeric() && !is_mark(c);
        if parts || (before.is_lowercase() && c.is_uppercase()) {
            words.push(String::new());
        }
        if !parts && let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Marks that belong to the letter before them, as in Hindi.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{97f}')
}

/// Whether a field says, in a way known everywhere, that there is nothing.
pub(super) fn is_nothing(field: &str) -> bool {
    // Nearly all fields that are asked for are numbers.
    if field.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    match field.len() {
        0 => true,
        1 => matches!(field, "?" | "-" | "." | "/"),
        2..=24 => NOTHING.iter().any(|word| field.eq_ignore_ascii_case(word)) || matches!(field, "–" | "—"),
        _ => false,
    }
}

const NOTHING: [&str; 34] = [
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "nil",
    "--",
    "---",
    "<na>",
    "#n/a",
    "#na",
    "\\n",
    "n.a.",
    "n/d",
    "nd",
    "k.a.",
    "k. a.",
    "missing",
    "unknown",
    "undefined",
    "not seen",
    "not sure",
    "not rated",
    "unrated",
    "not watched",
    "not read",
    "not available",
    "haven't seen",
    "have not seen",
    "didn't see",
    "never seen",
    "no rating",
    "nicht gesehen",
    "keine angabe",
];

/// Whether `name` says that what it names is one person's: `My rating`, `Your Rating`.
pub(super) fn is_mine(name: &str) -> bool {
    const MINE: [&str; 12] = ["my", "your", "mine", "mein", "meine", "deine", "ma", "mon", "mi", "tu", "mia", "minha"];
    words(name).first().is_some_and(|word| MINE.contains(&word.as_str()))
}

/// Whether `name` is what people call a row or a column that sums up the others.
pub(super) fn is_summary(name: &str) -> bool {
    let words = words(name);
    let known = |word: &String| {
        [
            "mean",
            "average",
            "avg",
            "total",
            "totals",
            "sum",
            "std",
            "stdev",
            "norm",
            "l1",
            "l2",
            "median",
            "count",
            "counts",
            "mittelwert",
            "durchschnitt",
            "summe",
            "anzahl",
            "gesamt",
            "moyenne",
            "somme",
            "promedio",
            "media",
            "suma",
            "somma",
            "média",
            "soma",
            "平均",
            "合計",
            "总分",
            "среднее",
            "сумма",
            "итого",
        ]
        .contains(&word.as_str())
    };
    !words.is_empty() && words.len() <= 3 && words.first().is_some_and(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(name: &str) -> Option<Hint> {
        hint(name).map(|(hint, _)| hint)
    }

    #[test]
    fn names_in_many_forms_say_what_a_column_holds() {
        for (hint, names) in [
            (
                Hint::User,
                "user|User-ID|USER_ID|userId|reviewerID|reviewer name|Critic ID|critic|cust_id|client|user_id:token|ussid|Nutzer|用户|用户ID|\
                 ユーザーID|пользователь|उपयोगकर्ता|visitor|sessionId|Matrikelnummer|Kunden-Nr.|User_Name|usuario|utente|utilisateur|usuário",
            ),
            (
                Hint::Item,
                "item|movieId|Movie ID|Movie_Name|item_id:token|prod_id|placeID|book title|asin|game_name|article|artistID|Film|电影|映画|\
                 фильм|película|titolo|filme|livre|फ़िल्म|items|ISBN|product/productId",
            ),
            (
                Hint::Rating,
                "rating|Ratings|stars_given|rating:float|Book-Rating|review_score|note|Bewertung|评分|評価|оценка|puntuación|voto|avaliação|\
                 hours(behaviour=play)|weight|plays|overall|My Rating|Your Rating|user rating|रेटिंग|accessed|play_count",
            ),
            (
                Hint::Time,
                "timestamp|Timestamp|unixReviewTime|date|Date Rated|rated_at|Zeitstempel|fecha|время|日時|review_time",
            ),
            (Hint::Other, "Gender (1 =F, 0=M)|Mean|Age|average_rating|IMDb Rating|Year|ratings_total|num_votes"),
            (Hint::Name, "name|Name|姓名"),
        ] {
            for name in names.split('|') {
                assert_eq!(holds(name), Some(hint), "{name}");
            }
        }
        for name in
            ["", "x", "Toys (1995)", "318: Prison, The (1994)", "A", "when i was young we saw it", "post_id", "who"]
        {
            assert_eq!(holds(name), None, "{name}");
        }
    }

    #[test]
    fn no_word_says_two_things() {
        let mut all: Vec<_> = tables().into_iter().flat_map(|(_, words)| words.split_whitespace()).collect();
        all.sort_unstable();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert_eq!(twice, [""; 0]);
    }

    #[test]
    fn nothing_is_written_in_many_ways() {
        for field in ["", "?", "NA", "n/a", "NaN", "-", "—", "Not Sure", "NULL", "\\N"] {
            assert!(is_nothing(field), "{field}");
        }
        for field in ["0", "-1", "x", "no", "A"] {
            assert!(!is_nothing(field), "{field}");
        }
    }
}
