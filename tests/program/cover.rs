//! What a page covers until its question is answered: it is on no screen and in no arithmetic until then.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use factorscope::{
    lesson::{Course, Progress, parse},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;

/// A page whose scene is this, with a question, and nothing after it.
fn page(scene: &str) -> Desk {
    let text = format!(
        "# T\n\n## P\n\n```do\nopen lecture\nstart-from worked\n{scene}\n```\n\n```ask\nnumber: How many?\nanswer: \
         known\nwithin: 0\n```\n\nSo many.\n"
    );
    let course = Course::new("a test", vec![parse::lesson("01-t.md", &text).unwrap()]);
    let mut desk = Desk::lecture();
    desk.app.follow_course(Arc::new(course), Progress::default());
    desk.command("lesson 1");
    assert!(!desk.app.playing() && desk.said().is_empty(), "{}", desk.said());
    desk
}

/// The right half of the screen, and the line below it.
fn picture(desk: &mut Desk) -> String {
    let mut frame = Buffer::empty(Rect::new(0, 0, 160, 45));
    for _ in 0..2 {
        frame.reset();
        draw(&desk.app, Depth::None, &mut frame);
        let effects = desk.app.update(factorscope::app::Message::Pages(1));
        desk.app.work_off(&mut desk.session, effects);
    }
    let line = |y: u16| (if y < 43 { 72 } else { 0 }..160).map(|x| frame[(x, y)].symbol()).collect::<String>() + "\n";
    (1..45).map(line).collect()
}

#[test]
fn what_is_covered_is_nowhere_until_the_question_is_settled() {
    for (scene, covered) in [
        ("screen factorise\ncells both\npanel view\ncover cell An Melt-Banana", "5.2△"),
        ("screen factorise\ncells predictions\npanel both\nselect An Ommazh\ncover cell An Ommazh", "4.72"),
        ("screen factorise\ncells errors\npanel view\ncover user An", "-0.28"),
        ("screen factorise\ncells squares\npanel view\ncover item Melt-Banana", "0.053"),
        ("screen factorise\ncells both\npanel view\ncover factor user Diego 1", "1.19"),
        ("screen factorise\ncells both\npanel view\ncover missing", "2.1 │"),
        ("screen factors\nside users\npanel view\ncover factor user Diego 1", "1.190"),
        ("screen factors\nside users\npanel both\nselect-user Diego\ncover user Diego", "1.190"),
        ("screen map\nside users\npanel view\nselect-user Diego\ncover user Diego", "Diego at 1.19"),
        ("screen neighbours\nside items\npanel view\nselect-item Ommazh\ncover item Melt-Banana", "0.264"),
        ("screen train\npanel view\ncover errors", "0.08413"),
        ("set method descent\nselect-user Diego\nlab slope\npanel view\ncover errors", "at 1.2217"),
        ("lab frame\nselect An Ommazh\nside users\npanel view\ncover user An", "as the regression would fit it"),
        ("lab frame\nselect An Ommazh\nside users\npanel view\ncover errors", "as the regression would fit it"),
        ("screen factorise\ncells both\npanel curve\ncover errors", "0.08413"),
        ("screen factorise\ncells both\npanel both\nworking errors\ncover errors", "0.08413"),
    ] {
        let mut desk = page(scene);
        let before = picture(&mut desk);
        assert!(!before.contains(covered), "{scene}: {covered} is to be seen in\n{before}");
        // Off the path one may look at everything, and what is covered is covered again on the way back.
        desk.press("<Esc>");
        assert!(picture(&mut desk).contains(covered), "{scene}: off the path there is no {covered}");
        desk.press("B");
        assert!(!picture(&mut desk).contains(covered), "{scene}: back on the path, and {covered} is to be seen");
        desk.press("r");
        let after = picture(&mut desk);
        assert!(after.contains(covered), "{scene}: {covered} stays covered in\n{after}");
        desk.press("a");
        assert!(!picture(&mut desk).contains(covered), "{scene}: asked again, and {covered} is to be seen");
    }
}

#[test]
fn what_a_settled_question_covered_is_covered_no_more_when_the_page_is_opened_again() {
    for after in ["", "cover errors"] {
        let text = format!(
            "# T\n\n## P\n\n```do\nopen lecture\nstart-from worked\ncover cell An Ommazh\n```\n\n```ask\nnumber: How \
             many?\nanswer: known\nwithin: 0\n```\n\n```do\nselect An Ommazh\n{after}\n```\n\n```ask\nnumber: How many \
             users?\nanswer: users\nwithin: 0\n```\n"
        );
        let course = Arc::new(Course::new("a test", vec![parse::lesson("01-t.md", &text).unwrap()]));
        let mut desk = Desk::lecture();
        desk.app.follow_course(Arc::clone(&course), Progress::default());
        desk.command("lesson 1");
        assert_eq!(desk.app.spread().covers.len(), 1);
        desk.press("r");
        // What stands covered after it is about the next question, and is what the page shows whenever it is opened.
        let covers = desk.app.spread().covers.clone();
        assert_eq!(covers.len(), usize::from(!after.is_empty()));
        desk.command("lesson 1");
        assert_eq!(desk.app.spread().covers, covers, "opened again");
        let progress = desk.app.lecture().walk.progress.clone();
        let mut later = Desk::lecture();
        later.app.follow_course(course, progress);
        later.press("B");
        assert_eq!(later.app.spread().covers, covers, "after a new start");
        desk.press("aa");
        assert_eq!(desk.app.spread().covers.len(), 1, "and asked again it is covered again");
    }
}

#[test]
fn a_cover_can_be_lifted_and_is_a_part_of_the_picture() {
    let mut desk = page("screen factorise\ncells both\npanel view\ncover cell An Ommazh\ncover off");
    assert!(picture(&mut desk).contains("4.7▽"));
    for (line, says) in [
        ("cover everything", "'everything' is no part of the picture; there are"),
        ("cover cell An", "as in: cell An BTS"),
        ("light nothing", "'nothing' is no part of the picture"),
    ] {
        let error = factorscope::command::parse(line).unwrap_err();
        assert!(error.contains(says), "{line}: {error}");
    }
}
