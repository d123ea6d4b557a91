-- What customers may buy by themselves, as last seen; only what the policy watch learned, never the truth itself.
-- sought: name and domain folded for searching. reserved_at/by and savings_at/by: since when and by whom, where the activity
-- log says so. notice: the notice told without a name, to be completed when the log names somebody.

create table permission (
    customer text primary key,
    name text not null,
    sought text not null,
    reserved integer not null,
    savings integer not null,
    reserved_at bigint,
    reserved_by text,
    savings_at bigint,
    savings_by text,
    notice text,
    checked_at bigint not null
);
create index permission_name on permission (name);

-- Records of the activity log, and requests of ours, that were taken in already.
create table permission_seen (
    id text primary key,
    seen_at bigint not null
);
