//! Lessons as the tests play them: page by page, off the path, each block met in the state that the ones before it left.

#![allow(dead_code, clippy::unwrap_used)]

use crate::desk::Desk;
use factorscope::{
    app::{App, Message, Notice},
    command::{Command, parse},
    lesson::{Block, Course, Lesson, Page},
};

/// Every page of a course: its lesson and its number, from 0.
pub fn pages(course: &Course) -> impl Iterator<Item = (&Lesson, usize)> {
    course.lessons.iter().flat_map(|lesson| (0..lesson.pages.len()).map(move |page| (lesson, page)))
}

/// Where a line of a page is.
pub fn place(lesson: &Lesson, page: &Page, line: usize) -> String {
    format!("{}, line {line} ('{}')", lesson.file, page.title)
}

/// Plays a page and shows each block to `meet`, before its own commands are done. Returns why commands could not be done.
pub fn play(lesson: &Lesson, page: &Page, mut meet: impl FnMut(&App, &Block)) -> Vec<String> {
    let mut desk = Desk::lecture();
    let opening = [(lesson.pages[0].line, parse("open lecture").unwrap())];
    let mut found = Vec::from_iter(scene(&mut desk, &opening, lesson, page));
    found.extend(scene(&mut desk, &lesson.opening, lesson, page));
    for block in &page.blocks {
        meet(&desk.app, block);
        if let Block::Scene(commands) = block {
            found.extend(scene(&mut desk, commands, lesson, page));
        }
    }
    found
}

/// Does commands up to the first that cannot be done, and says why it cannot.
fn scene(desk: &mut Desk, commands: &[(usize, Command)], lesson: &Lesson, page: &Page) -> Option<String> {
    commands.iter().find_map(|(line, command)| {
        desk.app.notice = None;
        desk.send(Message::Command(command.clone()));
        match &desk.app.notice {
            Some(Notice::Warn(why)) => Some(format!("{}: {command}: {why}", place(lesson, page, *line))),
            _ => None,
        }
    })
}
