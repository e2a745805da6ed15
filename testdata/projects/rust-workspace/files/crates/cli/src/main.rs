fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("stations") => println!("{}", tide_core::STATIONS),
        _ => println!("{:.2} m", tide_core::height(4.1, 3.0)),
    }
}
