-- An end is found by the request that it ends and never by a form, whose id a card once chose; and a right tells who holds it, in whichever dialog it was given.
alter table request add column end_of text;
alter table request add column right_key text;

-- A request that took the name of somebody's end gives it back.
update request set form_id = 'taken:' || id where form_id like 'end:%' and id <> substr(form_id, 5) || '-E';
update request set end_of = substr(form_id, 5) where form_id like 'end:%';

create unique index request_end_of on request (end_of);
create index request_right on request (right_key) where right_key is not null;
create index request_customer on request (dialog, customer, created_at);
create index request_lane on request (lane);
