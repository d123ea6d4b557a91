-- Whose savings plans are looked at: customers that may buy them, as last known. fault: why the last look saw nothing.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

create table savings_look (
    customer text primary key,
    name text not null,
    due_at bigint not null,
    until bigint not null,
    fault text
);
create index savings_look_due on savings_look (due_at);

-- Whether a change of permission left savings plans on; null where an earlier version stored it and did not say.
alter table permission_change add column savings bigint;
