-- Visual Studio licences that were handed over to a person's hands, since no API registers a partner, and what became of it.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

-- id: of the request that handed it over first. request: of the one that did so last. sought: names and numbers, folded for the search.
-- state: handed-over, confirmed or removed. said_*: who told the state, and when. since_at: from when a reminder is waited for: handed over,
-- taken back, or reminded last. reminders: how many since. untold: 1 while nobody was told that the customer removed us.
create table hand_over (
    id text primary key,
    request text not null,
    customer text not null,
    customer_name text not null,
    sought text not null,
    way text not null,
    authorization_number text not null,
    licence_number text not null,
    email text not null,
    requester text not null,
    tenant text not null,
    requester_name text not null,
    state text not null,
    version bigint not null,
    made_at bigint not null,
    said_by text,
    said_name text,
    said_at bigint,
    since_at bigint not null,
    reminders bigint not null,
    untold bigint not null
);

-- The same numbers of the same customer are one hand-over.
create unique index hand_over_numbers on hand_over (customer, authorization_number, licence_number);
create index hand_over_waits on hand_over (since_at) where state = 'handed-over';
create index hand_over_untold on hand_over (id) where untold = 1;
