//! Whose shelf, under which name, and that it can go.

use crate::world::{DAY, World, action, entry, ids, noon, rules};
use oriel_shelf::{Person, Place, Salt, Shelf, ShelfError, erase, sweep};
use serde_json::json;
use std::fs;
use std::time::{Duration, SystemTime};

fn listing(world: &World) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(&world.place.folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn of(world: &World, secret: &str) -> Place {
    let salt = Salt::of_folder(&world.place.folder).unwrap();
    Place { person: Person::of_secret(&salt, secret.as_bytes()), ..world.place.clone() }
}

#[test]
fn two_persons_and_two_boards_do_not_see_each_other() {
    let world = World::new();
    let other_board = Place { board: "another".into(), ..world.place.clone() };
    let places = [world.place.clone(), other_board, of(&world, "anna"), of(&world, "ben")];
    let mut open: Vec<_> = places.iter().map(|place| Shelf::open(place, &rules(), noon()).unwrap()).collect();
    for (n, opened) in (0u64..).zip(&mut open) {
        opened.shelf.keep_action(&action(n)).unwrap();
    }
    drop(open);
    for (n, place) in (0u64..).zip(&places) {
        assert_eq!(ids(&Shelf::open(place, &rules(), noon()).unwrap().actions), [n]);
    }
}

#[test]
fn the_same_secret_is_the_same_person_and_another_folder_has_other_names() {
    let (one, two) = (World::new(), World::new());
    assert_eq!(of(&one, "token").person, of(&one, "token").person);
    assert_ne!(of(&one, "token").person, of(&two, "token").person);
    drop((one.open(), two.open()));
    assert_ne!(one.file().file_name(), two.file().file_name());
}

#[test]
fn nothing_of_the_secret_or_the_board_is_in_a_file_name_a_debug_or_an_error() {
    let world = World::new();
    let place = of(&world, "s3cret");
    let opened = Shelf::open(&place, &rules(), noon()).unwrap();
    let error = Shelf::open(&place, &rules(), noon()).unwrap_err();
    let shown = format!("{:?} {:?} {opened:?} {error:?} {error}", listing(&world), place.person);
    assert!(!shown.contains("s3cret") && !shown.contains("board"), "{shown}");
    assert_eq!(format!("{:?}", place.person), "Person(..)");
    assert!(!format!("{:?}", entry("a", json!("private"))).contains("private"));
    assert!(!format!("{:?}", action(1)).contains("pay"));
}

#[cfg(unix)]
#[test]
fn only_this_user_may_read_the_folder_and_what_is_in_it() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    fs::create_dir(&world.place.folder).unwrap();
    fs::set_permissions(&world.place.folder, fs::Permissions::from_mode(0o755)).unwrap();
    drop(world.open());
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.place.folder), 0o700);
    fs::set_permissions(world.file(), fs::Permissions::from_mode(0o644)).unwrap();
    drop(world.open());
    for name in listing(&world) {
        assert_eq!(mode(&world.place.folder.join(&name)), 0o600, "{name}");
    }
}

#[test]
fn a_sign_out_removes_the_file_and_what_was_set_aside_of_it_and_nothing_else() {
    let world = World::new();
    let neighbour = of(&world, "ben");
    drop(Shelf::open(&neighbour, &rules(), noon()).unwrap());
    let others = listing(&world);
    for _ in 0..2 {
        let opened = world.open();
        let file = opened.shelf;
        drop(file);
        let name = listing(&world).into_iter().find(|name| !others.contains(name) && name.ends_with(".shelf")).unwrap();
        fs::write(world.place.folder.join(name), "torn").unwrap();
    }
    let opened = world.open();
    assert_eq!(listing(&world).iter().filter(|name| name.contains("set-aside")).count(), 2);
    opened.shelf.erase().unwrap();
    assert_eq!(listing(&world), others);
    assert!(world.open().actions.is_empty());
}

#[test]
fn a_shelf_that_is_not_open_can_be_erased_and_one_that_is_cannot() {
    let world = World::new();
    let mut opened = world.open();
    opened.shelf.keep_action(&action(1)).unwrap();
    assert!(matches!(erase(&world.place), Err(ShelfError::InUse { .. })));
    drop(opened);
    erase(&world.place).unwrap();
    assert_eq!(listing(&world), ["lock", "salt"]);
    erase(&world.place).unwrap();
}

#[test]
fn a_salt_that_was_cut_off_is_replaced() {
    let world = World::new();
    drop(world.open());
    fs::write(world.place.folder.join("salt"), "short").unwrap();
    assert!(world.open().set_aside.is_none());
    assert_eq!(fs::read(world.place.folder.join("salt")).unwrap().len(), 32);
    assert_eq!(listing(&world).iter().filter(|name| name.ends_with(".shelf")).count(), 2, "one is found by nobody now");
}

#[test]
fn many_threads_that_come_first_agree_on_one_salt() {
    let world = World::new();
    let people: Vec<Person> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| of(&world, "token").person)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(people.iter().all(|person| *person == people[0]));
}

#[test]
fn a_sweep_removes_what_nobody_touched_for_long_and_leaves_what_is_open() {
    let world = World::new();
    let open = world.open();
    drop(Shelf::open(&of(&world, "left for good"), &rules(), noon()).unwrap());
    fs::write(world.place.folder.join("notes.txt"), "not a shelf").unwrap();
    assert_eq!(sweep(&world.place.folder, DAY, SystemTime::now()).unwrap(), 0);
    let later = SystemTime::now() + DAY + Duration::from_secs(60);
    assert_eq!(sweep(&world.place.folder, DAY, later).unwrap(), 1);
    drop(open);
    assert_eq!(listing(&world).len(), 4, "{:?}", listing(&world));
    assert_eq!(sweep(&world.place.folder, DAY, later).unwrap(), 1);
    assert_eq!(listing(&world), ["lock", "notes.txt", "salt"]);
}
