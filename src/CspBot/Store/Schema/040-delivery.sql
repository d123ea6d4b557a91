-- What is known of a message that did not get through: sends of unknown result since the last known one, refusals that may be final, whether
-- the person's chat was opened anew for it, and whether its card was made smaller.
alter table outbox add column unsure integer not null default 0;
alter table outbox add column refusals integer not null default 0;
alter table outbox add column opened integer not null default 0;
alter table outbox add column cut integer not null default 0;

-- Parked messages are tried again too, once a day. The index holds all that choosing the next ones needs: a message's row is long.
drop index outbox_due;
create index outbox_waits on outbox (due_at, state, recipient, conversation, created_at, lease_until, id) where state in ('pending', 'parked');
create index outbox_parked on outbox (recipient, conversation) where state = 'parked';

-- What may have arrived is forgotten like what did.
drop index outbox_over;
create index outbox_over on outbox (due_at) where state in ('done', 'refused', 'unknown');
