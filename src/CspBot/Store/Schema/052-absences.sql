-- Who decides in whose place, and when: an approver's absence.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

-- form: that made it; the same form twice is the same absence. from_at, until_at: [from, until). next_at: when the clock looks at it next
-- (its beginning, its end); null when it is over. state: coming, on, over or ended.
create table absence (
    id text primary key,
    form text not null,
    tenant text not null,
    approver text not null,
    approver_name text not null,
    delegate text not null,
    delegate_name text not null,
    made_by text not null,
    made_name text not null,
    made_at bigint not null,
    from_at bigint not null,
    until_at bigint not null,
    state text not null,
    next_at bigint
);

create unique index absence_form on absence (form);
create index absence_delegate on absence (tenant, delegate, until_at);
create index absence_approver on absence (tenant, approver, until_at);
create index absence_next on absence (next_at) where next_at is not null;
