//! Map, where the model is one of similarities: who is laid out, the matrix and the cell of it under the cursor.

use super::{App, Effect, derived::ONE_MOMENT};
use crate::{
    choice::Choice,
    command::{Screen, Toward},
    data::Entity,
    study::{derive::Want, likeness::Likeness},
};

impl App {
    pub(super) fn likeness_wanted(&self) -> Want {
        Want::Likeness(self.view.side, self.among())
    }

    /// Whether Map shows similarities: as a graph, or as a matrix.
    pub fn maps_similarities(&self) -> bool {
        self.live() == Screen::Map && self.similarities().is_some()
    }

    /// Whether it shows them as a matrix.
    pub fn shows_matrix(&self) -> bool {
        self.maps_similarities() && self.view.map.matrix
    }

    pub(super) fn set_matrix(&mut self, on: Option<bool>) -> Result<(), String> {
        if self.similarities().is_none() {
            return Err(match self.snapshot.options.method.algorithm().makes {
                "similarities" => format!("this model does not compare {}: side turns to the others", self.view.side),
                _ => "there is no matrix of similarities in this model: set method knn-basic has one".into(),
            });
        }
        self.view.map.matrix = on.unwrap_or(!self.view.map.matrix);
        self.bring_in_sight();
        Ok(())
    }

    /// The cell of the matrix under the cursor, as places in its order: the row is what is selected, if it is in the matrix.
    /// Until a column is chosen, it is that of the most similar.
    pub fn matrix_cell(&self, likeness: &Likeness) -> Option<(usize, usize)> {
        let row = likeness.place(self.selected().index())?;
        let against = self.view.map.against.filter(|of| of.side() == likeness.side);
        let column = against.and_then(|of| likeness.place(of.index()));
        Some((row, column.or_else(|| likeness.nearest(row, 1).next()).unwrap_or(row)))
    }

    pub(super) fn move_in_matrix(&mut self, toward: Toward, times: usize) {
        let Some(likeness) = self.likeness() else { return self.say(ONE_MOMENT) };
        let at = |place: usize| likeness.order.get(place).map(|at| Entity::new(likeness.side, *at));
        let (row, column) = match self.matrix_cell(&likeness) {
            Some((row, column)) => (
                self.down_by(row, likeness.len(), toward, times),
                Self::right_by(column, likeness.len(), toward, times),
            ),
            // From outside one comes to its first row.
            None => (0, likeness.nearest(0, 1).next().unwrap_or(0)),
        };
        if let (Some(row), Some(column)) = (at(row), at(column)) {
            self.view.map.against = Some(column);
            self.select(row);
        }
    }

    /// Goes to Neighbours: to the arithmetic of the pair under the cursor, where that is one of the matrix.
    pub(super) fn explain_on_map(&mut self) -> Result<Vec<Effect>, String> {
        let mut place = 0;
        if self.shows_matrix() {
            let likeness = self.likeness().ok_or(ONE_MOMENT)?;
            let own = self.selected();
            let Some((_, column)) = self.matrix_cell(&likeness) else {
                return Err(format!("{} is not in the matrix", self.name(own)));
            };
            let to = Entity::new(likeness.side, likeness.order[column]);
            let listed = self.neighbours().ok_or(ONE_MOMENT)?.iter().position(|near| near.of == to);
            place = listed.ok_or_else(|| self.why_unlisted(own, to))?;
        }
        let effects = self.go_to(Screen::Neighbours);
        self.view.neighbour = place;
        Ok(effects)
    }

    /// Why two are not in the list of neighbours of the first.
    fn why_unlisted(&self, own: Entity, to: Entity) -> String {
        let [own_name, to_name] = [own, to].map(|of| self.name(of).to_string());
        match self.similarities() {
            _ if own == to => format!("this is {own_name} with itself, which is 1: there is nothing to work out"),
            Some(near) if !near.knows(own) => {
                let unit = self.snapshot.options.method.words().0;
                format!("the {unit} of {own_name} is not worked out yet: s takes a step")
            }
            _ => format!("{own_name} and {to_name} have no similarity above 0: {} is not listed", to_name),
        }
    }

    /// What nearness is called, where it is a similarity.
    pub fn similarity_name(&self) -> &'static str {
        self.similarities().map_or("", |near| near.similarity().name())
    }
}
