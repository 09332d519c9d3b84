-- Alerts: a threshold on a figure, the language of messages, e-mail that is sent at most once; the answer
-- to a correction; the secret behind links that stop messages.

alter table saved_searches add column rule text not null default '';
alter table saved_searches add column language text not null default 'ar';
alter table notices add column attempts bigint not null default 0;
alter table notices add column retry_at bigint not null default 0;
alter table corrections add column decided_by text not null default '';
alter table corrections add column reason text not null default '';

create table secrets (
    name text not null primary key,
    content text not null
);
