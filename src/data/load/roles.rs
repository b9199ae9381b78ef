//! The three columns that a long file needs, and what they are usually called.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    User,
    Item,
    Rating,
}

impl Role {
    pub(super) const ALL: [Self; 3] = [Self::User, Self::Item, Self::Rating];

    pub(super) fn name(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Item => "item",
            Role::Rating => "rating",
        }
    }

    /// The column whose name is the best of the usual ones.
    pub(super) fn find(self, head: &[String]) -> Option<usize> {
        let names: Vec<_> = self.usual_names().split_whitespace().collect();
        let rank = |field: &str| {
            let field: String = field.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            names.iter().position(|name| *name == field)
        };
        let ranked = head.iter().enumerate().filter_map(|(at, field)| Some((rank(field)?, at)));
        ranked.min().map(|(_, at)| at)
    }

    /// The usual names, the best first, in lower case and without what is neither letter nor digit.
    fn usual_names(self) -> &'static str {
        match self {
            Role::User => {
                "user userid uid username userkey reviewer reviewerid reviewername rater raterid customer customerid
                 member memberid person personid account accountid profile profileid profilename listener listenerid
                 reader readerid viewer viewerid student studentid"
            }
            Role::Item => {
                "item itemid iid movie movieid film filmid book bookid isbn song songid track trackid album albumid
                 artist artistid product productid asin parentasin game gameid anime animeid joke jokeid recipe
                 recipeid restaurant restaurantid business businessid show showid thing title itemname itemtitle
                 itemkey movietitle booktitle"
            }
            Role::Rating => {
                "rating ratings score stars star starrating bookrating userrating reviewscore overall value grade vote
                 points preference thumb thumbs liked like"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_form_and_the_best_wins() {
        let find = |role: Role, head: &[&str]| role.find(&head.iter().map(|&f| f.to_owned()).collect::<Vec<_>>());
        assert_eq!(find(Role::User, &["x", "User-ID"]), Some(1));
        assert_eq!(find(Role::User, &["reviewer name", "USER_ID"]), Some(1));
        assert_eq!(find(Role::Item, &["title", "movieId", "rating"]), Some(1));
        assert_eq!(find(Role::Rating, &["value", "Rating"]), Some(1));
        assert_eq!(find(Role::Item, &["", "users", "rating"]), None);
    }

    #[test]
    fn no_name_stands_for_two_columns() {
        let mut all: Vec<_> = Role::ALL.iter().flat_map(|role| role.usual_names().split_whitespace()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
