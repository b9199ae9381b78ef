//! From the terminal's events to messages.

use super::Drawn;
use crate::{
    app::{Code, Key, Message},
    command::Command,
};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// What an event means, given what was drawn last; `None` for those that mean nothing here.
pub fn message(event: Event, drawn: &Drawn) -> Option<Message> {
    match event {
        Event::Key(key) => self::key(key).map(Message::Key),
        Event::Mouse(mouse) => self::mouse(mouse, drawn).map(Message::Command),
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

fn mouse(event: MouseEvent, drawn: &Drawn) -> Option<Command> {
    let at = Position::new(event.column, event.row);
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => drawn.click(at).cloned(),
        MouseEventKind::ScrollUp => drawn.wheel(at, true).cloned(),
        MouseEventKind::ScrollDown => drawn.wheel(at, false).cloned(),
        _ => None,
    }
}
