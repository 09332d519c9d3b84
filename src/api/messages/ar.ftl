# كلمات الإجابات: معاني الرموز، وعناوين الرسوم، والمشكلات وما يُصنع حيالها.

# الرموز
contract-permanent = دائم
contract-temporary = مؤقت
contract-part-time = دوام جزئي
contract-seasonal = موسمي
shift-day = وردية نهارية
shift-night = وردية ليلية
shift-rotating = ورديات متغيرة
education-1 = ابتدائي
education-2 = إعدادي
education-3 = ثانوي أو دبلوم فني
education-4 = فني نظام خمس سنوات
education-5 = فوق المتوسط
education-6 = بكالوريوس أو ليسانس
education-7 = ماجستير أو دبلوم عالٍ
education-8 = دكتوراه
service-registration = شهادة القيد (كعب العمل)
service-skill-assessment = قياس مستوى المهارة
service-craft-licence = ترخيص مزاولة الحرفة
service-work-permit = ترخيص عمل أجنبي
occasion-coptic-christmas = عيد الميلاد المجيد
occasion-ramadan = شهر رمضان
occasion-eid-al-fitr = عيد الفطر
occasion-labour-day = عيد العمال
occasion-eid-al-adha = عيد الأضحى
occasion-mawlid = المولد النبوي
nationality-arab = الدول العربية
nationality-africa = أفريقيا غير العربية
nationality-asia = آسيا غير العربية
nationality-europe = أوروبا
nationality-americas = الأمريكتان
nationality-oceania = أوقيانوسيا
nationality-unallocated = غير موزع
source-vacancies = وظائف شاغرة مبلّغة إلى مكاتب العمل
source-job-advertisements = إعلانات مجمّعة، ويقوم شهر التسليم مقام اليوم

# الملفات الواردة
delivery-unusual-rows = عدد الصفوف { $rows } والمعتاد نحو { $usual }
delivery-unusual-nulls = «{ $column }» فارغ في { $share }% من الصفوف والمعتاد { $usual }%

# أجزاء درجة التوافق
part-skills = المهارات
part-occupation = المهنة
part-place = المكان
part-wage = الأجر
part-freshness = حداثة الإعلان
part-text = الكلمات

# كلمات
word-all-governorates = كل المحافظات
word-all-occupations = كل المهن
word-place-and-neighbours = { $place } وما جاورها
wider-neighbours = والمحافظات المجاورة أيضًا
wider-any-occupation = أي مهنة
word-all-openings = كل الوظائف الشاغرة
problem-list-code = هذا ليس رمز قائمة: الرمز ثمانية أحرف إنجليزية وأرقام كما في الورقة
problem-no-list = لا توجد قائمة بالرمز «{ $code }»
hint-list-code = مراجعة الحروف مع الورقة؛ أو البحث من صفحة الوظائف
problem-list-address = القائمة تُعد من صفحة بحث عن وظائف
word-list-separator = {"، "}
word-place-not-stated = المكان غير مذكور
word-not-stated = غير مذكور
word-occupation = المهنة
word-nationality = مجموعة الجنسيات
word-cohort = الدفعة التدريبية

of-those-who-left = ممن أنهوا التدريب أو انقطعوا
of-those-paid-at-m6 = ممن لهم أجر في الشهر السادس
of-cohorts-due = من الدفعات التي حان موعدها
of-those-due = ممن حان موعدهم

# الرسوم
chart-supply-demand = الباحثون عن عمل والأماكن الشاغرة
chart-flows = الوظائف الجديدة والتعيينات
chart-last-months = آخر اثني عشر شهرًا
chart-by-occupation = بحسب المهنة، أكبر خمس عشرة
chart-unstated = دون مهنة مذكورة: { $value }
chart-by-governorate = بحسب المحافظة
chart-by-nationality = بحسب مجموعة الجنسيات
chart-stages = من اليوم الأول إلى الاستمرار في العمل
chart-stages-persons = أشخاص هذه الدفعة
chart-comparison = التشغيل قياسًا إلى ما تفسره الصدفة وحدها
chart-comparison-note = كل نقطة دفعة تدريبية؛ وما بين المنحنيين قد يكون من الصدفة
chart-comparison-size = من حان موعدهم
chart-digital-paper = الطلبات الإلكترونية والورقية
chart-applications-backlog = الطلبات والمتراكم

# بحث أوسع
wider-all-governorates = البحث في كل المحافظات
wider-any-wage = أي أجر
wider-without-words = دون الكلمات المكتوبة

# المشكلات
problem-internal = حدث خطأ من جانبنا
problem-unknown-parameter = المُدخل «{ $name }» غير معروف هنا
problem-not-a-number = «{ $value }» ليس رقمًا يقبله «{ $name }»
problem-not-a-month = «{ $value }» ليس شهرًا مكتوبًا بالصورة YYYY-MM
problem-unknown-code = «{ $value }» ليس رمزًا معروفًا في «{ $name }»
problem-month-too-late = آخر شهر في البيانات { $last }، و{ $month } بعده
problem-no-page = لا يوجد شيء في «{ $path }»
problem-no-opening = لا توجد وظيفة شاغرة برقم «{ $id }»
problem-link-act = حدد المطلوب: عرض القيم أو القرار أو سحبه
problem-reason = اكتب السبب في حرف واحد على الأقل و{ $most } حرف على الأكثر
problem-link-busy = تجري كتابة أخرى الآن؛ أرسل القرار مرة أخرى بعد قليل
problem-link-key = مفتاح الخزانة غير موجود هنا: لا تُعرض القيم ولا تُحفظ القرارات
problem-link-contradicts = يناقض القرار قرارات أخرى نافذة (رقم { $numbers })؛ اسحبها أولًا
problem-link-none = لم يُحفظ شيء: لا قرار نافذًا في هذا الزوج يمكن سحبه، أو أن السجلين يحملان رقمًا قوميًا واحدًا
lead-entitled-never-paid = مستحق في ثلاث مناسبات أو أكثر ولم يُصرف له قط
lead-paid-twice = صُرف له مرتين عن مناسبة واحدة
lead-paid-while-insured = صُرف له وهو مؤمَّن عليه في فئة تستبعده
lead-paid-outside-age = صُرف له خارج حدود السن
lead-paid-register-owner = صُرف له وله قيد سارٍ في السجل التجاري
problem-no-pair = الزوج «{ $pair }» ليس في قائمة الأزواج المشكوك فيها
problem-no-cohort = لا توجد دفعة تدريبية برمز «{ $code }»
problem-not-acceptable = لا تُكتب هنا أي من الصيغ «{ $accept }»
problem-out-of-range = قيمة «{ $name }» من { $low } إلى { $high }
problem-no-cursor = هذا ليس مؤشر صفحة صادرًا من هنا
problem-cursor-expired = مؤشر الصفحة يخص سؤالًا آخر أو إصدارًا سابقًا من البيانات
problem-too-many-requests = طلبات كثيرة من عنوانك في وقت قصير
problem-overloaded = لدى الخادم الآن كل ما يستطيع الإجابة عنه من الطلبات
problem-wrong-method = لا يمكن استخدام { $method } في هذا العنوان
hint-start-again = احذف «cursor» وابدأ من الصفحة الأولى
hint-read-the-contract = كل العناوين مذكورة في { $path }
problem-no-value = «{ $name }» بلا قيمة
hint-leave-out = احذف هذا المعامل بدلًا من ذلك
hint-did-you-mean = هل المقصود «{ $name }»؟
hint-known-are = المعروف: { $names }
hint-search-openings = ربما شُغلت الوظيفة؛ يمكن البحث في وظائف اليوم
class-shortage = عجز
class-watch = مراقبة
class-surplus = فائض
class-uncertain = غير محسوم
of-those-placed = ممن وجدوا عملًا وعُرفت مهنته
of-first-jobs = من الأعمال الأولى

# People
problem-not-signed-in = هذه الصفحة لأصحاب الحسابات
problem-not-allowed = صلاحياتك لا تشمل هذا
problem-token-invalid = رمز الوصول غير معروف أو انتهى
problem-foreign-form = لم يأتِ هذا النموذج من صفحاتنا، أو انتهت الجلسة
problem-form-too-long = النموذج أطول مما يُقبل
problem-sign-in = اسم المستخدم أو كلمة المرور غير صحيح
problem-sign-in-wait = محاولات كثيرة من هنا؛ يمكن المحاولة بعد { $seconds } ثانية
problem-provider = تعذر الدخول عبر مزود الهوية
problem-national-number = الرقم القومي غير صحيح: 14 رقمًا
problem-purpose = يُذكر غرض الاطلاع
problem-name-taken = اسم المستخدم مستعمل بالفعل
problem-weak-password = كلمة المرور سهلة التخمين: عشرة أحرف على الأقل، دون اسم المستخدم ودون أرقام متتابعة
problem-no-account = لا يوجد هذا الحساب
problem-invalid-value = القيمة «{ $value }» غير مقبولة هنا
problem-no-token = لا يوجد هذا الرمز
problem-old-password = كلمة المرور الحالية غير صحيحة
problem-confirm = للتأكيد يُكتب اسم المستخدم كما هو
problem-json-expected = المطلوب مستند JSON
problem-json = تعذرت قراءة المستند: { $reason }
problem-key-form = المفتاح من حرف واحد إلى مئة حرف
problem-key-running = الطلب نفسه قيد التنفيذ
problem-key-used = استُعمل هذا المفتاح لطلب آخر
hint-sign-in = سجل الدخول في /sign-in أو أرسل رمز وصول في Authorization
hint-token = أنشئ رمزًا جديدًا من صفحة حسابك
hint-foreign-form = افتح الصفحة من جديد ثم أرسل النموذج
notice-openings = فرص عمل جديدة ({ $count }): { $title }
word-operator = مشغل النظام (سطر الأوامر)
word-program = النظام
word-visitor = زائر
word-code = الرمز
problem-unknown-vintage = لا توجد نسخة بيانات باسم «{ $id }»
hint-known-vintages = أحدث النسخ: { $names }
dimension-governorate-code = المحافظة
dimension-occupation-code = المهنة
dimension-month = الشهر
dimension-year = السنة
dimension-provider-code = مركز التدريب
dimension-programme-code = البرنامج
dimension-cohort-code = الدفعة
dimension-office-code = المكتب
dimension-service = الخدمة
dimension-occasion-code = مناسبة الصرف
dimension-nationality-group = مجموعة الجنسية
dimension-sex = الجنس
dimension-age-band = الفئة العمرية
dimension-sector = القطاع
dimension-sector-code = القطاع
figures-cut = تعرض الصفحة أول { $shown } خلية، والملف يضمها كلها

# Places, occupations, skills, comparisons, paper
word-whole-country = الجمهورية كلها
word-skill = المهارة
compare-title = قارن بين مكانين أو شهرين
compare-scope = { $one } مقابل { $other }
chart-by-occupation-led = حسب المهنة، أكبر اثنتي عشرة قيمة؛ كل اسم يؤدي إلى صفحته
chart-by-governorate-led = حسب المحافظة، أكبر اثنتي عشرة قيمة؛ كل اسم يؤدي إلى تفصيله
chart-skills-asked = أكثر المهارات طلبًا لدى أصحاب العمل
chart-skills-asked-note = الوظائف الشاغرة التي تطلب المهارة؛ كل اسم يؤدي إلى صفحته
chart-skill-occupations = من يطلب هذه المهارة
chart-skill-places = أين تُطلب هذه المهارة
skill-openings = الوظائف الشاغرة التي تطلبها
skill-positions = عدد الفرص فيها
skill-courses = الدورات القادمة التي تعلّمها
further-shortages = العجز هنا: مدى التأكد منه وسببه وما يعالجه
further-jobs = الوظائف الشاغرة نفسها
further-services = أداء المكاتب هنا
further-permits = تصاريح عمل الأجانب في هذه المهنة
further-compare = قارن مع مكان آخر أو شهر آخر
further-matches-skill = وظائف لمن يملك هذه المهارة
problem-no-chart = لا يوجد رسم «{ $id }» في هذه الصفحة
problem-too-large = صورة هذه الصفحة أكبر من اللازم
hint-one-chart-or-pdf = اطلب رسمًا واحدًا بالمعامل `chart=…`، أو الصفحة بالامتداد `.pdf`
chart-by-service = حسب الخدمة
