-- Purposes and consent, own data and their corrections, saved searches and notices, safe repetition.

create table consents (
    account_id text not null references accounts (account_id),
    purpose text not null,
    version bigint not null,
    given_at bigint not null,
    withdrawn_at bigint not null,
    primary key (account_id, purpose, given_at)
);

create table own_data (
    account_id text not null references accounts (account_id),
    field text not null,
    content text not null,
    changed_at bigint not null,
    primary key (account_id, field)
);

create table corrections (
    correction_id text not null primary key,
    account_id text not null references accounts (account_id),
    source text not null,
    field text not null,
    proposed text not null,
    state text not null,
    created_at bigint not null,
    decided_at bigint not null
);

create table saved_searches (
    search_id text not null primary key,
    account_id text not null references accounts (account_id),
    title text not null,
    address text not null,
    channel text not null,
    quiet_from bigint not null,
    quiet_to bigint not null,
    stop_hash text not null,
    is_active bigint not null,
    seen text not null,
    created_at bigint not null
);

create table notices (
    notice_id text not null primary key,
    account_id text not null references accounts (account_id),
    search_id text not null,
    content text not null,
    address text not null,
    created_at bigint not null,
    seen_at bigint not null,
    sent_at bigint not null
);

create table answers (
    account_id text not null,
    key text not null,
    request_hash text not null,
    status bigint not null,
    content_type text not null,
    body text not null,
    created_at bigint not null,
    primary key (account_id, key)
);
