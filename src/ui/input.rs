//! From the terminal's events to messages.

use super::Drawn;
use crate::{
    app::{Code, Key, Message},
    command::{Boxing, Command},
    study::within::Corners,
};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// The button of the mouse, while it is held: where it was pressed, in the plane that was drawn there.
#[derive(Debug, Default)]
pub struct Held(Option<(Position, Corners)>);

/// What an event means, given what was drawn last; `None` for those that mean nothing here.
pub fn message(event: Event, drawn: &Drawn, held: &mut Held) -> Option<Message> {
    match event {
        Event::Key(key) => self::key(key).map(Message::Key),
        Event::Mouse(mouse) => self::mouse(mouse, drawn, held).map(Message::Command),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}

/// Where something was clicked, if that is what happened.
pub fn click(event: &Event) -> Option<Position> {
    match event {
        Event::Mouse(MouseEvent { kind: MouseEventKind::Down(MouseButton::Left), column, row, .. }) => {
            Some(Position::new(*column, *row))
        }
        _ => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    // Some terminals report the release as well: a key counts once.
    if event.kind == KeyEventKind::Release || event.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(letter) => Code::Char(letter),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    Some(Key { code, ctrl: event.modifiers.contains(KeyModifiers::CONTROL) })
}

/// What the mouse does. Drawn from where its left button was pressed, it draws a box around whole cells.
fn mouse(event: MouseEvent, drawn: &Drawn, held: &mut Held) -> Option<Command> {
    let at = Position::new(event.column, event.row);
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            let plane = drawn.plane.as_ref().filter(|plane| plane.field.contains(at));
            held.0 = plane.map(|plane| (at, plane.under(at)));
            drawn.click(at).cloned()
        }
        MouseEventKind::Drag(MouseButton::Left) => {
            let (pressed, from) = held.0.filter(|(pressed, _)| *pressed != at)?;
            // A box that was drawn stays one, however small it becomes.
            held.0 = Some((Position::new(u16::MAX, pressed.y), from));
            let to = drawn.plane.as_ref()?.under(at);
            let least = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.min(b.1));
            let most = |a: (f64, f64), b: (f64, f64)| (a.0.max(b.0), a.1.max(b.1));
            let corners = Corners { from: least(from.from, to.from), to: most(from.to, to.to) };
            Some(Command::Box(Boxing::Corners(corners)))
        }
        MouseEventKind::Up(MouseButton::Left) => {
            held.0 = None;
            None
        }
        MouseEventKind::ScrollUp => drawn.wheel(at, true).cloned(),
        MouseEventKind::ScrollDown => drawn.wheel(at, false).cloned(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::map;

    #[test]
    fn a_drag_over_the_map_draws_a_box_and_a_click_none() {
        let app = map::tests::played("screen map; step pass 5");
        let (_, drawn) = map::tests::drawn(&app, (80, 24), map::draw);
        let field = drawn.plane.as_ref().expect("the map is a plane").field;
        let mut held = Held::default();
        let mut send = |kind, x: u16, y: u16| {
            let (column, row) = (field.x + x, field.y + y);
            let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
            message(Event::Mouse(event), &drawn, &mut held)
        };
        let (down, drag) = (MouseEventKind::Down(MouseButton::Left), MouseEventKind::Drag(MouseButton::Left));
        send(down, 3, 4);
        assert!(send(drag, 3, 4).is_none(), "a hand that trembles draws nothing");
        let Some(Message::Command(Command::Box(Boxing::Corners(box_)))) = send(drag, 1, 9) else { panic!("a box") };
        let view = drawn.plane.as_ref().expect("the map is a plane");
        let cell = |x, y| view.cell((x, y)).expect("in sight");
        let inside = 1e-6;
        let (left, upper) = cell(box_.from.0 + inside, box_.to.1 - inside);
        let (right, lower) = cell(box_.to.0 - inside, box_.from.1 + inside);
        assert_eq!([(left, upper), (right, lower)], [(1, 4), (3, 9)], "around whole cells");
        // Beyond the edge it goes as far as the map does, and back where it began it is still one.
        assert!(matches!(send(drag, 500, 500), Some(Message::Command(Command::Box(_)))));
        assert!(matches!(send(drag, 3, 4), Some(Message::Command(Command::Box(_)))));
        send(MouseEventKind::Up(MouseButton::Left), 3, 4);
        assert!(send(drag, 5, 5).is_none(), "nothing is held any more");
        // Where no map is there is nothing to draw in.
        let nothing = Drawn::default();
        let event = |kind| Event::Mouse(MouseEvent { kind, column: 9, row: 9, modifiers: KeyModifiers::NONE });
        let mut held = Held::default();
        assert!(message(event(down), &nothing, &mut held).is_none());
        assert!(message(event(drag), &nothing, &mut held).is_none());
    }
}
