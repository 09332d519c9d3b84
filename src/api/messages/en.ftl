# Words of answers: codes as people read them, titles of charts, problems with what to do about them.

# Codes
contract-permanent = permanent
contract-temporary = temporary
contract-part-time = part-time
contract-seasonal = seasonal
shift-day = day shift
shift-night = night shift
shift-rotating = rotating shifts
education-1 = primary
education-2 = preparatory
education-3 = secondary or technical diploma
education-4 = five-year technical
education-5 = above intermediate
education-6 = bachelor
education-7 = master or diploma
education-8 = doctorate
service-registration = work registration certificate
service-skill-assessment = skill measurement
service-craft-licence = craft licence
service-work-permit = foreigner's work permit
occasion-coptic-christmas = Coptic Christmas
occasion-ramadan = Ramadan
occasion-eid-al-fitr = Eid al-Fitr
occasion-labour-day = Labour Day
occasion-eid-al-adha = Eid al-Adha
occasion-mawlid = Mawlid
nationality-arab = Arab countries
nationality-africa = Africa, not Arab
nationality-asia = Asia, not Arab
nationality-europe = Europe
nationality-americas = the Americas
nationality-oceania = Oceania
nationality-unallocated = not allocated
source-vacancies = Vacancies reported to the work offices
source-job-advertisements = Collected advertisements; the delivery's month stands in for the day

# Deliveries
delivery-unusual-rows = { $rows } rows, usually about { $usual }
delivery-unusual-nulls = “{ $column }” is empty in { $share }% of rows, usually in { $usual }%

# Parts of a match
part-skills = skills
part-occupation = occupation
part-place = place
part-wage = wage
part-freshness = how new
part-text = words

# Words
word-all-governorates = all governorates
word-all-occupations = all occupations
word-place-and-neighbours = { $place } and its neighbours
wider-neighbours = Neighbouring governorates too
wider-any-occupation = Any occupation
word-all-openings = All openings
problem-list-code = this is no code of a list: a code has eight letters and digits, as on the paper
problem-no-list = there is no list with the code `{ $code }`
hint-list-code = compare the letters with the paper, or search on the page of openings
problem-list-address = a list is made from a search for openings
word-list-separator = {", "}
word-place-not-stated = place not stated
word-not-stated = not stated
word-occupation = occupation
word-nationality = nationality group
word-cohort = cohort

of-those-who-left = of those who left the training
of-those-paid-at-m6 = of those paid in the sixth month
of-those-paid-at-m6 = of those paid at M6
of-cohorts-due = of cohorts whose time has come
of-those-due = of those whose time has come

# Charts
chart-supply-demand = Seekers and open positions
chart-flows = New postings and hires
chart-last-months = the last twelve months
chart-by-occupation = by occupation, the largest fifteen
chart-unstated = not stated: { $value }
chart-by-governorate = by governorate
chart-by-nationality = by nationality group
chart-stages = From the first day to sustained employment
chart-stages-persons = persons of this cohort
chart-comparison = Placement against what chance alone explains
chart-comparison-note = each point is a cohort; inside the curves a difference may be chance
chart-comparison-size = persons at the horizon
chart-digital-paper = Digital and paper applications
chart-applications-backlog = Applications and backlog

# Wider searches
wider-all-governorates = search all governorates
wider-any-wage = any wage
wider-without-words = without the words typed

# Problems
problem-internal = something went wrong on our side
problem-unknown-parameter = parameter “{ $name }” is not known here
problem-not-a-number = “{ $value }” is not a number that “{ $name }” accepts
problem-not-a-month = “{ $value }” is not a month written YYYY-MM
problem-unknown-code = “{ $value }” is no known code of “{ $name }”
problem-month-too-late = the data reach { $last }; { $month } is later
problem-no-page = there is nothing at “{ $path }”
problem-no-opening = there is no open vacancy “{ $id }”
problem-link-act = say whether to show values, to decide or to take a decision back
problem-reason = give a reason of 1 to { $most } letters
problem-link-busy = something else is being written just now; send the decision again in a moment
problem-link-key = the key of the vault is not here: values cannot be shown and decisions cannot be kept
problem-link-contradicts = the decision contradicts others that hold (number { $numbers }); take those back first
problem-link-none = nothing was kept: no decision on this pair holds that could be taken back, or both records carry one national number
lead-entitled-never-paid = Entitled at three occasions or more and never paid
lead-paid-twice = Paid twice for one occasion
lead-paid-while-insured = Paid while insured in a category that excludes
lead-paid-outside-age = Paid outside the age limits
lead-paid-register-owner = Paid as owner of an active entry in the commercial register
problem-no-pair = pair “{ $pair }” is not on the list of doubtful pairs
problem-no-cohort = there is no cohort “{ $code }”
problem-not-acceptable = none of the forms “{ $accept }” is written here
problem-out-of-range = “{ $name }” goes from { $low } to { $high }
problem-no-cursor = this is no cursor that was given out here
problem-cursor-expired = this cursor belongs to another question or to an earlier vintage
problem-too-many-requests = too many requests from your address in a short time
problem-overloaded = the server has all the requests it can answer now
problem-wrong-method = { $method } is not possible at this address
hint-start-again = leave “cursor” out and start again from the first page
hint-read-the-contract = all addresses stand in { $path }
problem-no-value = “{ $name }” has no value
hint-leave-out = leave the parameter out instead
hint-did-you-mean = did you mean “{ $name }”?
hint-known-are = known are { $names }
hint-search-openings = it may have been filled; search the openings of today
class-shortage = shortage
class-watch = watch
class-surplus = surplus
class-uncertain = undecided
of-those-placed = of those placed in a known occupation
of-first-jobs = of first jobs

# People
problem-not-signed-in = this is for people with an account
problem-not-allowed = your roles do not include this
problem-token-invalid = the token is not known or has ended
problem-foreign-form = this form did not come from a page of ours, or your session has ended
problem-form-too-long = the form is longer than what is read
problem-sign-in = name or password is wrong
problem-sign-in-wait = too many tries from here; try again in { $seconds } seconds
problem-provider = signing in with the identity provider failed
problem-national-number = this is no national number: 14 digits
problem-purpose = say for what purpose
problem-name-taken = the user name is taken
problem-weak-password = the password is easy to guess: at least ten letters, without the user name and not a number
problem-no-account = there is no such account
problem-invalid-value = “{ $value }” is not accepted here
problem-no-token = there is no such token
problem-old-password = the current password is wrong
problem-confirm = to confirm, type your user name as it is
problem-json-expected = a JSON document is expected
problem-json = the document cannot be read: { $reason }
problem-key-form = a key has 1 to 100 letters
problem-key-running = the same request is being worked on
problem-key-used = this key was used for another request
hint-sign-in = sign in at /sign-in, or send a token in Authorization
hint-token = make a new token on the page of your account
hint-foreign-form = open the page again and send the form
notice-openings = New openings ({ $count }): { $title }
word-operator = operator (command line)
word-program = the system
word-visitor = visitor
word-code = CODE
problem-unknown-vintage = there is no vintage “{ $id }”
hint-known-vintages = the newest vintages are { $names }
dimension-governorate-code = Governorate
dimension-occupation-code = Occupation
dimension-month = Month
dimension-year = Year
dimension-provider-code = Training centre
dimension-programme-code = Programme
dimension-cohort-code = Cohort
dimension-office-code = Office
dimension-service = Service
dimension-occasion-code = Occasion
dimension-nationality-group = Nationality group
dimension-sex = Sex
dimension-age-band = Age band
dimension-sector = Sector
dimension-sector-code = Sector
figures-cut = the page shows the first { $shown } cells, the file has them all

# Places, occupations, skills, comparisons, paper
word-whole-country = The whole country
word-skill = skill
compare-title = Compare two places or two months
compare-scope = { $one } against { $other }
chart-by-occupation-led = by occupation, the largest twelve; a name leads to its page
chart-by-governorate-led = by governorate, the largest twelve; a name leads on
chart-skills-asked = Skills employers ask for most
chart-skills-asked-note = open vacancies that ask for the skill; a name leads to its page
chart-skill-occupations = Who asks for this skill
chart-skill-places = Where this skill is asked for
skill-openings = Open vacancies that ask for it
skill-positions = Open positions in them
skill-courses = Courses to come that teach it
further-shortages = Shortages here: how sure, why, and what helps
further-jobs = The open vacancies themselves
further-services = How the offices here perform
further-permits = Work permits of foreigners in this occupation
further-compare = Compare with another place or month
further-matches-skill = Openings for somebody with this skill
problem-no-chart = there is no chart “{ $id }” on this page
problem-too-large = the picture of this page would be too large
hint-one-chart-or-pdf = ask for one chart with `chart=…`, or for the page with the ending `.pdf`
chart-by-service = by service
