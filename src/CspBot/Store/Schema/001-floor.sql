-- Requests, their audit, what is to be shown where, and the conversations the bot may speak in.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

create table request (
    id text primary key,
    form_id text not null unique,
    dialog text not null,
    state text not null,
    version integer not null,
    requester text not null,
    customer text,
    lane text,
    due_at bigint,
    lease_until bigint not null default 0,
    fence bigint not null default 0,
    created_at bigint not null,
    document text not null
);
create index request_due on request (due_at) where due_at is not null;
create index request_requester on request (requester, created_at);
create index request_state on request (state, created_at);

create table audit (
    seq bigint primary key,
    at bigint not null,
    kind text not null,
    request text,
    actor text,
    document text not null,
    previous text not null,
    hash text not null
);
create index audit_request on audit (request, seq);

create table outbox (
    id text primary key,
    subject text not null,
    language text not null,
    recipient text,
    tenant text not null,
    conversation text,
    activity_id text,
    payload text not null,
    summary text not null,
    wanted integer not null,
    shown integer not null,
    state text not null,
    due_at bigint not null,
    lease_until bigint not null default 0,
    fence bigint not null default 0,
    attempts integer not null default 0,
    problem text,
    created_at bigint not null
);
create index outbox_due on outbox (due_at) where state = 'pending';
create index outbox_subject on outbox (subject);
create index outbox_activity on outbox (activity_id) where activity_id is not null;

create table conversation (
    id text primary key,
    tenant text not null,
    person text,
    state text not null,
    reason text,
    welcomed bigint,
    seen_at bigint not null,
    document text not null
);
create index conversation_person on conversation (tenant, person);

create table setting (
    name text primary key,
    value text not null
);
