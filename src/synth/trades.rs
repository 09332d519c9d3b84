//! What the market adds to each occupation of the taxonomy: sector, weight, sex, pay, schooling and licensing.

/// Families of economic activity; establishments belong to one, occupations to one or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// Farming and fishing.
    Agriculture,
    /// Factories and workshops.
    Manufacturing,
    /// Building and finishing.
    Construction,
    /// Shops, wholesale and vehicle repair.
    Trade,
    /// Transport, storage and delivery.
    Transport,
    /// Hotels and restaurants.
    Hospitality,
    /// Offices, guards, cleaning and other services.
    Services,
    /// Schools, nurseries and training.
    Education,
    /// Hospitals, clinics and pharmacies.
    Health,
    /// Software, telephones and design.
    Information,
    /// Mines and quarries.
    Quarrying,
}

impl Family {
    /// All families, in order.
    pub(crate) const ALL: [Self; 11] = [
        Self::Agriculture,
        Self::Manufacturing,
        Self::Construction,
        Self::Trade,
        Self::Transport,
        Self::Hospitality,
        Self::Services,
        Self::Education,
        Self::Health,
        Self::Information,
        Self::Quarrying,
    ];

    /// Share of all employed: agriculture, trade, manufacturing, construction and transport are
    /// those of 2025 Q4 (CAPMAS), the rest is spread [G].
    pub(crate) fn employed_share(self) -> f64 {
        match self {
            Self::Agriculture => 0.201,
            Self::Trade => 0.167,
            Self::Manufacturing => 0.144,
            Self::Construction => 0.106,
            Self::Transport => 0.082,
            Self::Services => 0.110,
            Self::Education => 0.075,
            Self::Health => 0.040,
            Self::Hospitality => 0.045,
            Self::Information => 0.026,
            Self::Quarrying => 0.004,
        }
    }
}

/// Schooling an occupation usually asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schooling {
    /// Mostly below intermediate.
    Low,
    /// Trades: mostly intermediate technical.
    Trade,
    /// Offices and shops: intermediate and above.
    Clerical,
    /// University.
    Higher,
}

impl Schooling {
    /// Shares of the eight national qualification levels [G].
    pub(crate) fn levels(self) -> [f64; 8] {
        match self {
            Self::Low => [0.58, 0.17, 0.22, 0.01, 0.01, 0.01, 0.0, 0.0],
            Self::Trade => [0.24, 0.14, 0.52, 0.04, 0.03, 0.03, 0.0, 0.0],
            Self::Clerical => [0.03, 0.05, 0.45, 0.04, 0.11, 0.30, 0.02, 0.0],
            Self::Higher => [0.0, 0.0, 0.0, 0.01, 0.06, 0.81, 0.09, 0.03],
        }
    }
}

/// Attributes of one occupation in the market.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trade {
    /// Slug in the starter taxonomy.
    pub(crate) slug: &'static str,
    /// Main family of activity.
    pub(crate) family: Family,
    /// Weight inside the family.
    pub(crate) weight: f64,
    /// Share of women before fitting to the labour force.
    pub(crate) women: f64,
    /// Pay against the mean.
    pub(crate) pay: f64,
    /// Schooling.
    pub(crate) schooling: Schooling,
    /// A craft that is tested and licensed.
    pub(crate) is_craft: bool,
}

const fn trade(
    slug: &'static str,
    family: Family,
    weight: f64,
    women: f64,
    pay: f64,
    schooling: Schooling,
) -> Trade {
    Trade { slug, family, weight, women, pay, schooling, is_craft: false }
}

const fn craft(slug: &'static str, family: Family, weight: f64, women: f64, pay: f64) -> Trade {
    Trade { slug, family, weight, women, pay, schooling: Schooling::Trade, is_craft: true }
}

use Family::{
    Agriculture, Construction, Education, Health, Hospitality, Information, Manufacturing,
    Quarrying, Services, Trade as Shops, Transport,
};
use Schooling::{Clerical, Higher, Low, Trade as Technical};

/// Every occupation of the starter taxonomy; estimates [G] unless the family's share is published.
pub(crate) const TRADES: [Trade; 78] = [
    trade("farm-worker", Agriculture, 80.0, 0.30, 0.62, Low),
    trade("fisher", Agriculture, 6.0, 0.01, 0.75, Low),
    trade("fish-farm-worker", Agriculture, 4.0, 0.04, 0.72, Low),
    trade("gardener", Agriculture, 5.0, 0.04, 0.66, Low),
    craft("welder", Manufacturing, 8.0, 0.01, 1.10),
    craft("blacksmith", Manufacturing, 6.0, 0.01, 1.00),
    craft("sheet-metal-worker", Manufacturing, 4.0, 0.01, 0.98),
    craft("cnc-operator", Manufacturing, 5.0, 0.04, 1.22),
    craft("industrial-mechanic", Manufacturing, 6.0, 0.02, 1.18),
    craft("maintenance-electrician", Manufacturing, 5.0, 0.02, 1.15),
    craft("electronics-technician", Manufacturing, 4.0, 0.15, 1.12),
    craft("furniture-maker", Manufacturing, 6.0, 0.02, 0.98),
    craft("upholsterer", Manufacturing, 3.0, 0.05, 0.90),
    craft("baker", Manufacturing, 7.0, 0.06, 0.86),
    craft("tailor", Manufacturing, 5.0, 0.35, 0.85),
    craft("sewing-machine-operator", Manufacturing, 14.0, 0.62, 0.82),
    trade("textile-machine-operator", Manufacturing, 7.0, 0.30, 0.90, Technical),
    trade("food-machine-operator", Manufacturing, 9.0, 0.28, 0.88, Technical),
    trade("packer", Manufacturing, 8.0, 0.42, 0.74, Low),
    craft("handicraft-worker", Manufacturing, 4.0, 0.50, 0.70),
    trade("safety-technician", Manufacturing, 2.0, 0.10, 1.30, Clerical),
    craft("mason", Construction, 9.0, 0.0, 0.98),
    craft("steel-fixer", Construction, 7.0, 0.0, 1.05),
    craft("carpenter", Construction, 9.0, 0.01, 1.02),
    craft("plasterer", Construction, 7.0, 0.0, 0.98),
    craft("painter", Construction, 8.0, 0.01, 0.95),
    craft("tiler", Construction, 7.0, 0.0, 1.05),
    craft("plumber", Construction, 8.0, 0.01, 1.02),
    craft("building-electrician", Construction, 9.0, 0.01, 1.05),
    craft("aluminium-fitter", Construction, 4.0, 0.01, 1.00),
    trade("construction-labourer", Construction, 18.0, 0.01, 0.78, Low),
    trade("excavator-operator", Construction, 3.0, 0.0, 1.25, Technical),
    trade("surveying-technician", Construction, 2.5, 0.06, 1.25, Clerical),
    craft("solar-installer", Construction, 1.5, 0.02, 1.15),
    craft("low-current-technician", Construction, 2.5, 0.04, 1.12),
    craft("refrigeration-mechanic", Construction, 4.0, 0.01, 1.12),
    trade("sales-assistant", Shops, 38.0, 0.30, 0.76, Clerical),
    trade("cashier", Shops, 9.0, 0.42, 0.80, Clerical),
    trade("sales-representative", Shops, 11.0, 0.16, 1.10, Clerical),
    trade("shelf-filler", Shops, 5.0, 0.10, 0.68, Low),
    craft("car-mechanic", Shops, 9.0, 0.0, 1.02),
    craft("car-electrician", Shops, 4.0, 0.0, 1.02),
    craft("vehicle-painter", Shops, 3.0, 0.0, 0.98),
    craft("phone-repairer", Shops, 4.0, 0.06, 0.92),
    craft("hairdresser", Shops, 5.0, 0.35, 0.82),
    trade("driver", Transport, 34.0, 0.01, 0.95, Technical),
    trade("truck-driver", Transport, 12.0, 0.0, 1.15, Low),
    trade("delivery-rider", Transport, 12.0, 0.01, 0.90, Technical),
    trade("storekeeper", Transport, 7.0, 0.10, 0.95, Clerical),
    trade("warehouse-worker", Transport, 10.0, 0.06, 0.78, Low),
    trade("forklift-operator", Transport, 4.0, 0.01, 1.02, Technical),
    craft("cook", Hospitality, 10.0, 0.14, 1.00),
    trade("waiter", Hospitality, 10.0, 0.10, 0.80, Technical),
    trade("barista", Hospitality, 5.0, 0.10, 0.76, Technical),
    trade("fast-food-preparer", Hospitality, 6.0, 0.12, 0.76, Technical),
    trade("hotel-receptionist", Hospitality, 4.0, 0.30, 0.98, Clerical),
    trade("housekeeping-supervisor", Hospitality, 3.0, 0.35, 0.95, Clerical),
    trade("tour-guide", Hospitality, 1.0, 0.30, 1.50, Higher),
    trade("security-guard", Services, 16.0, 0.03, 0.74, Technical),
    trade("cleaner", Services, 14.0, 0.38, 0.66, Low),
    trade("accountant", Services, 12.0, 0.36, 1.35, Higher),
    trade("bookkeeper", Services, 7.0, 0.45, 1.00, Clerical),
    trade("secretary", Services, 9.0, 0.72, 0.92, Clerical),
    trade("data-entry-clerk", Services, 7.0, 0.58, 0.84, Clerical),
    trade("personnel-clerk", Services, 5.0, 0.50, 1.05, Clerical),
    trade("contact-centre-agent", Services, 7.0, 0.48, 1.05, Clerical),
    trade("primary-teacher", Education, 14.0, 0.60, 1.05, Higher),
    trade("kindergarten-teacher", Education, 6.0, 0.97, 0.85, Higher),
    trade("language-instructor", Education, 3.0, 0.62, 1.25, Higher),
    trade("vocational-trainer", Education, 2.0, 0.22, 1.15, Higher),
    trade("nurse", Health, 10.0, 0.82, 1.15, Clerical),
    trade("nursing-assistant", Health, 6.0, 0.75, 0.85, Technical),
    trade("pharmacy-assistant", Health, 5.0, 0.48, 0.88, Clerical),
    trade("software-developer", Information, 7.0, 0.26, 2.10, Higher),
    trade("it-support-technician", Information, 5.0, 0.20, 1.25, Clerical),
    trade("web-technician", Information, 3.0, 0.30, 1.30, Clerical),
    trade("graphic-designer", Information, 4.0, 0.42, 1.15, Higher),
    trade("quarry-worker", Quarrying, 6.0, 0.0, 0.95, Low),
];
