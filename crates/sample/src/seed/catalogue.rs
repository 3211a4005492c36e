//! Made-up counterparties and what they usually cost.

use crate::ledger::Draft;
use crate::money::Money;
use crate::seed::random::pick;

/// Counterparty, reference, lowest and highest amount in hundredths.
type Usual = (&'static str, &'static str, i64, i64);

const CARD_PAYMENTS: [Usual; 24] = [
    ("Nordlicht Market", "Groceries", 1_240, 9_680),
    ("Green Basket", "Groceries", 890, 7_450),
    ("Lindner Bakery", "Card payment", 260, 1_480),
    ("Harbour Coffee", "Card payment", 290, 1_150),
    ("Trattoria Sole", "Dinner", 2_400, 11_800),
    ("Noodle Corner", "Lunch", 980, 2_650),
    ("City Transit", "Day ticket", 350, 980),
    ("Blueline Rail", "Ticket", 1_990, 12_900),
    ("Velo Share", "Ride", 150, 720),
    ("Pico Fuel", "Fuel", 3_100, 9_200),
    ("Parkhaus Mitte", "Parking", 300, 2_400),
    ("Kestrel Books", "Books", 999, 5_400),
    ("Papier & Co", "Stationery", 420, 3_890),
    ("Sternwarte Cinema", "Tickets", 1_100, 3_600),
    ("Orchard Pharmacy", "Pharmacy", 540, 4_780),
    ("Alpine Outfitters", "Clothing", 2_995, 24_900),
    ("Hausmann Hardware", "Household", 750, 13_400),
    ("Bright Electronics", "Card payment", 1_999, 48_900),
    ("Soundwave Records", "Card payment", 1_099, 5_250),
    ("Lakeside Pool", "Entry", 480, 1_650),
    ("Corner Kiosk", "Card payment", 180, 1_240),
    ("Studio Balance", "Course", 1_500, 6_900),
    ("Meadow Flowers", "Flowers", 1_200, 4_500),
    ("Quickpost", "Parcel", 549, 1_899),
];

const INCOMING: [Usual; 6] = [
    ("Mara Velten", "Thanks for dinner", 1_200, 6_400),
    ("Jon Aasen", "Concert tickets", 2_900, 9_800),
    ("Priya Nair", "Your share", 800, 12_000),
    ("Alpine Outfitters", "Return", 2_995, 14_900),
    ("Flohmarkt Online", "Sale", 500, 22_000),
    ("Municipal Utilities", "Yearly settlement", 2_100, 18_700),
];

const SAVED: [Usual; 3] = [
    ("Own current account", "Standing order", 5_000, 30_000),
    ("Own current account", "Round-ups", 340, 2_900),
    ("Interest", "Interest", 110, 1_900),
];

const WITHDRAWN: [Usual; 2] =
    [("Own current account", "Withdrawal", 4_000, 45_000), ("Hausmann Roofing", "Invoice", 12_000, 68_000)];

/// What a person is told now and then.
pub(crate) const NOTICES: [(&str, &str); 8] = [
    ("Your statement is ready", "The statement of last month can be read now."),
    ("New sign-in", "Your account was opened from a new device."),
    ("Card renewed", "Your new card is on its way and arrives within five days."),
    ("Standing order set up", "The first payment is made at the start of next month."),
    ("Rate changed", "The rate of your savings account has changed. See the terms."),
    ("Document received", "Thank you, we have received your document and will check it."),
    ("Payment limit", "You have used 80 percent of your monthly card limit."),
    ("Scheduled maintenance", "Transfers may take longer on Sunday from 02:00 to 04:00."),
];

/// Places a person may move to.
pub(crate) const CITIES: [&str; 6] = ["Bremen", "Ghent", "Porto", "Leeds", "Turku", "Graz"];

/// A usual debit of such an account.
pub(crate) fn debit(random: &mut fastrand::Rng, kind: &str, status: &'static str) -> Draft {
    let usual: &[Usual] = if kind == "savings" { &WITHDRAWN } else { &CARD_PAYMENTS };
    draft(random, usual, -1, status)
}

/// A usual credit of such an account.
pub(crate) fn credit(random: &mut fastrand::Rng, kind: &str) -> Draft {
    let usual: &[Usual] = if kind == "savings" { &SAVED } else { &INCOMING };
    draft(random, usual, 1, "posted")
}

fn draft(random: &mut fastrand::Rng, usual: &[Usual], sign: i64, status: &'static str) -> Draft {
    let &(counterparty, reference, low, high) =
        pick(random, usual).unwrap_or(&("Nordlicht Market", "Groceries", 1_000, 2_000));
    Draft {
        amount: Money(sign * random.i64(low..=high)),
        counterparty: counterparty.to_owned(),
        reference: reference.to_owned(),
        status,
    }
}
