-- What ties customers to us, as last seen by the watch over delegated administration, and what was told of it.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

-- id: of the relationship (two GUIDs). state: as the watch names it.
create table relation (
    id text primary key,
    customer text not null,
    state text not null,
    ends_at bigint,
    seen_at bigint not null
);
create index relation_customer on relation (customer);

-- One row for each thing that was told of a relationship, whoever heard it: it is told once. stage: accepted, over, short, or
-- ends-60, ends-30, ends-7 with the day of the end behind, since an end can move.
create table relation_told (
    relation text not null,
    stage text not null,
    told_at bigint not null,
    primary key (relation, stage)
);
