-- What customers bought outside the bot, who hears of it, and where each notice stands.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

create table watch (
    name text primary key,
    started_at bigint not null,
    due_at bigint not null,
    mark bigint,
    census text,
    paused_until bigint not null default 0,
    lease_until bigint not null default 0,
    fence bigint not null default 0
);

create table purchase (
    id text primary key,
    customer text not null,
    kind text not null,
    at bigint not null,
    state text not null,
    due_at bigint,
    attempts bigint not null default 0,
    document text not null,
    taken_by text,
    taken_name text,
    taken_at bigint
);
create index purchase_due on purchase (due_at) where due_at is not null;
create index purchase_customer on purchase (customer, at);

create table purchase_seen (
    id text primary key,
    at bigint not null
);

create table purchase_own (
    order_id text primary key,
    request text,
    at bigint not null
);

create table permission_change (
    id text primary key,
    customer text not null,
    at bigint not null,
    is_on bigint not null,
    by_bot bigint not null,
    by_whom text
);
create index permission_change_customer on permission_change (customer, at);

create table route (
    id text primary key,
    target text not null,
    owner text not null,
    created_at bigint not null,
    document text not null
);
create index route_target on route (target);

create table mute (
    target text primary key,
    until bigint not null,
    by_whom text not null
);

create table notice (
    purchase text not null,
    target text not null,
    outbox_id text not null,
    is_digest bigint not null,
    line text not null,
    language text not null,
    zone text not null,
    may_stop bigint not null,
    recipient text,
    conversation text,
    tenant text not null,
    due_at bigint not null,
    created_at bigint not null,
    primary key (purchase, target)
);
create index notice_outbox on notice (outbox_id);
create index notice_target on notice (target, created_at);

create table reservation_end (
    id text primary key,
    customer text not null,
    expires_at bigint not null,
    told bigint not null,
    next_at bigint,
    document text not null
);
create index reservation_end_next on reservation_end (next_at) where next_at is not null;

create table customer_look (
    customer text primary key,
    name text not null,
    due_at bigint not null
);

create table partner_event (
    id text primary key,
    at bigint not null
);
