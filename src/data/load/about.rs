//! What people call the columns that say what an item is: its year, its genres, its tags, who made it. In the languages that
//! [`super::words`] knows.

use super::words::{Sureness, words};
use crate::data::Topic;

/// What a column says of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Year,
    Words(Topic),
}

/// Lists of words, the surest first within each kind: where two columns are called so, the earlier word decides.
const KNOWN: [(About, &str); 4] = [
    (
        About::Year,
        "year years released release published publication jahr erscheinungsjahr année annee año ano anno ano 年份 年代 年 год साल वर्ष",
    ),
    (
        About::Words(Topic::Genre),
        "genre genres category categories kategorie kategorien gattung género géneros genero géneros categoría categorías categoria
        categorie genere generi gênero gêneros catégorie catégories 类型 类别 分类 類型 ジャンル カテゴリ カテゴリー жанр жанры категория
        शैली श्रेणी class subject subjects style styles type kind",
    ),
    (
        About::Words(Topic::Tag),
        "tag tags keyword keywords label labels stichwort stichwörter schlagwort schlagwörter schlagworte etiqueta etiquetas étiquettes
        mots-clés 标签 標籤 关键词 タグ キーワード тег теги метки टैग",
    ),
    (
        About::Words(Topic::Maker),
        "author authors writer artist artists director directors autor autoren autorin verfasser regisseur regie interpret künstler auteur
        auteurs réalisateur artiste autores director directores regista autore autori artista diretor 作者 导演 歌手 艺术家 作家 監督 著者
        アーティスト автор авторы режиссёр режиссер исполнитель लेखक निर्देशक",
    ),
];

/// What `name` says that its column is about, and how surely: from 1, the more the surer.
pub(super) fn about(name: &str) -> Option<(About, Sureness)> {
    // What stands behind a colon is the kind of the column: `class:token_seq`.
    let words = words(name.split(':').next().unwrap_or(name));
    let whole = words.concat();
    let place = |list: &str, word: &str| list.split_whitespace().position(|known| known == word);
    KNOWN.into_iter().find_map(|(what, list)| {
        let here = words.iter().chain([&whole]).filter_map(|word| place(list, word)).min()?;
        let early = Sureness::try_from(100usize.saturating_sub(here)).unwrap_or(1).max(1);
        Some((what, if words.len() == 1 { early + 100 } else { early }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_column_is_about() {
        for (about_what, names) in [
            (
                About::Year,
                "year|Year-Of-Publication|original_publication_year|release_year:float|Jahr|release date|год",
            ),
            (
                About::Words(Topic::Genre),
                "genres|Genre|class:token_seq|categories|main_category|Kategorie|género|类型|жанр",
            ),
            (About::Words(Topic::Tag), "tag|tags|keywords|Schlagwörter|标签"),
            (About::Words(Topic::Maker), "authors|Book-Author|artist_name|Regisseur|导演|автор"),
        ] {
            for name in names.split('|') {
                assert_eq!(about(name).map(|(what, _)| what), Some(about_what), "{name}");
            }
        }
        for name in ["title", "movieId", "rating", "", "Toy Story (1995)", "isbn", "publisher"] {
            assert_eq!(about(name), None, "{name}");
        }
        assert!(about("categories").map(|a| a.1) > about("main_category").map(|a| a.1));
        assert!(about("genre").map(|a| a.1) > about("type").map(|a| a.1));
    }
}
