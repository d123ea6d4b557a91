-- What all instances share of Teams' limits: when a conversation, or a tenant, is free again by one rule of its pace.
-- Losing it costs a 429 at most.
create table pace (
    place text primary key,
    free_at bigint not null
);

-- What was sent is not kept for good: the oldest are found through this.
create index outbox_over on outbox (due_at) where state in ('done', 'refused');

-- A digest says when each thing happened, and what more is known of it in a second line.
alter table notice add column happened_at bigint;
alter table notice add column detail text not null default '';
create index notice_created on notice (created_at);
