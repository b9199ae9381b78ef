//! The program as it is at a moment, in parts that each own what they are about.

mod entry;
mod kept;
mod lecture;
mod link;
mod palette;
mod taste;
mod view;

pub use entry::Entry;
pub use kept::Of;
pub use lecture::{Audience, Lecture};
pub use palette::Palette;
pub use taste::{Taste, Viewport};
pub use view::{
    Attention, Bench, Held, ListsLook, Look, Map, MapPick, MixesLook, Pair, Sheets, Site, Sketch, Spread, Target, View,
    WholeGridLook,
};
pub(super) use {
    entry::Typed,
    kept::Kept,
    lecture::Left,
    link::{Link, Play},
    palette::Pressed,
};

use crate::{
    command::{Experiment, Screen},
    data::{Entity, ItemId, Side, UserId},
    study::{Notice, Snapshot, Which},
};
use std::sync::Arc;

/// Everything that is drawn from. Who draws can look at all of it; only [`App::update`] changes it.
#[derive(Clone, Debug)]
pub struct App {
    /// What the session last showed.
    pub(super) snapshot: Arc<Snapshot>,
    /// Where one is, and what is looked at there.
    pub(super) view: View,
    /// The path through the lecture, and the bookmarks in it.
    pub(super) lecture: Lecture,
    /// What is under way with the session.
    pub(super) link: Link,
    /// How it is drawn and held.
    pub(super) taste: Taste,
    /// What was worked out, and what is asked for.
    pub(super) kept: Kept,
    /// What lies on top of the screen.
    pub(super) overlay: Option<Overlay>,
    /// Something to say.
    pub(super) notice: Option<Notice>,
    /// The ratings that the program was opened with.
    pub(super) own: Own,
}

/// The ratings that the program was opened with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Their name.
    pub title: String,
    /// How their file was read, if it was one.
    pub reading: Option<String>,
}

/// What lies on top of the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys of this screen, scrolled down by so many lines.
    Help(usize),
    /// The line where commands are typed.
    Palette(Palette),
    /// The table of contents of the lecture.
    Contents(Contents),
    /// The glossary, with the word under the cursor, from 0.
    Glossary(usize),
    /// Code.
    Code(Listing),
}

/// Lines of Python that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What they do, for the title.
    pub title: String,
    /// The lines.
    pub lines: Arc<[String]>,
    /// The first in sight.
    pub from: usize,
}

/// The line of the table of contents under the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The part, from 0.
    pub part: usize,
    /// A page of it, from 0, where one went in among its pages.
    pub page: Option<usize>,
}

impl<T: Into<String>> From<T> for Own {
    fn from(title: T) -> Self {
        Self { title: title.into(), reading: None }
    }
}

impl App {
    /// The program as it opens: the home screen, the first cell selected.
    pub fn new(own: impl Into<Own>, snapshot: Arc<Snapshot>) -> Self {
        Self {
            view: View::new(Site::default(), &snapshot),
            snapshot,
            lecture: Lecture::default(),
            link: Link::default(),
            taste: Taste::default(),
            kept: Kept::default(),
            overlay: None,
            notice: None,
            own: own.into(),
        }
    }

    /// The same, drawn and held so.
    #[must_use]
    pub fn with_taste(self, taste: Taste) -> Self {
        Self { taste, ..self }
    }

    /// What the session last showed.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Where one is, and what is looked at there.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The screen.
    pub fn screen(&self) -> Screen {
        self.view.site.screen
    }

    /// The experiment that the Lab shows.
    pub fn experiment(&self) -> Experiment {
        self.view.site.experiment
    }

    /// The Lecture screen.
    pub fn spread(&self) -> &Spread {
        &self.view.site.spread
    }

    /// The path through the lecture.
    pub fn lecture(&self) -> &Lecture {
        &self.lecture
    }

    /// How it is drawn and held.
    pub fn taste(&self) -> Taste {
        self.taste
    }

    /// What lies on top of the screen.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// Something to say.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The name of the ratings.
    pub fn title(&self) -> &str {
        match &self.snapshot.opened.what {
            Which::Known(known) => known.title().unwrap_or(&self.own.title),
            Which::Beside(beside) => &beside.name,
        }
    }

    /// The screen that is worked with: the present one, or the one beside the lecture.
    pub fn live(&self) -> Screen {
        if self.screen() == Screen::Lecture { self.spread().beside } else { self.screen() }
    }

    /// The selected user or item, whichever side is looked at.
    pub fn selected(&self) -> Entity {
        self.view.selected()
    }

    /// The name of a user or an item.
    pub fn name(&self, of: impl Into<Entity>) -> &str {
        self.snapshot.ratings().name(of)
    }

    /// Whether the users or the items have biases of their own: what content-based filtering knows has none.
    pub fn has_biases(&self, side: Side) -> bool {
        self.snapshot.is_biased() && self.snapshot.options.method.fits(side)
    }

    /// The prediction for a cell as it is to be shown: clipped or raw.
    pub fn shown(&self, i: UserId, j: ItemId) -> f64 {
        let raw = self.snapshot.predict(i, j);
        if self.view.look.clip { self.snapshot.scale().clip(raw) } else { raw }
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::Say(text.into()));
    }

    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::Warn(text.into()));
    }
}

/// For tests of drawing: states that commands would take long to lead to.
#[cfg(all(test, feature = "tui"))]
impl App {
    pub(crate) fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    pub(crate) fn snapshot_mut(&mut self) -> &mut Snapshot {
        Arc::make_mut(&mut self.snapshot)
    }
}
