-- Whether our group holds a role on the subscriptions of Azure plans, which earns the partner's credit; only what was last seen.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.
-- name: as sold. seen_at: when the role was last seen there. missing_at: first seen without it, and not seen with it since.
-- told_at: people were told that it is missing. fault: why the last look saw nothing.
create table credit (
    subscription text primary key,
    customer text not null,
    name text not null,
    seen_at bigint,
    missing_at bigint,
    told_at bigint,
    looked_at bigint not null,
    fault text
);
create index credit_customer on credit (customer);
create index credit_missing on credit (customer) where missing_at is not null;
