-- People, what they may do, and how they are known when they come back.
-- Times are seconds since 1970-01-01 UTC; 0 and '' stand for "not"; no column is null.

create table accounts (
    account_id text not null primary key,
    user_name text not null unique,
    shown_name text not null,
    email text not null,
    password_hash text not null,
    state text not null,
    person_id text not null,
    created_at bigint not null,
    changed_at bigint not null
);

create index accounts_by_person on accounts (person_id);

create table account_roles (
    account_id text not null references accounts (account_id),
    role text not null,
    scope text not null,
    granted_at bigint not null,
    primary key (account_id, role, scope)
);

create table sessions (
    session_hash text not null primary key,
    account_id text not null references accounts (account_id),
    created_at bigint not null,
    seen_at bigint not null,
    ends_at bigint not null
);

create index sessions_by_account on sessions (account_id);

create table tokens (
    token_id text not null primary key,
    account_id text not null references accounts (account_id),
    label text not null,
    secret_hash text not null,
    created_at bigint not null,
    ends_at bigint not null,
    used_at bigint not null,
    revoked_at bigint not null
);

create index tokens_by_account on tokens (account_id);

-- Devices on which an account signed in before: what strangers fail at does not keep them out.
create table known_devices (
    device_hash text not null,
    account_id text not null references accounts (account_id),
    seen_at bigint not null,
    primary key (device_hash, account_id)
);

create table failures (
    bucket text not null primary key,
    failed bigint not null,
    last_at bigint not null
);

create table identities (
    issuer text not null,
    subject text not null,
    account_id text not null references accounts (account_id),
    primary key (issuer, subject)
);

create table openid_flows (
    state_hash text not null primary key,
    nonce text not null,
    verifier text not null,
    return_path text not null,
    ends_at bigint not null
);
