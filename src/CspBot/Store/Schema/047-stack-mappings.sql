-- Since when the tenants of an Azure Stack are mapped, as last seen: Azure keeps no dates. And whose its users' subscriptions were, for
-- usage of those that are deleted by now. deployment: as configured. Ids are lower case.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

-- When the mappings of a deployment were looked at, first and last.
create table stack_look (
    deployment text primary key,
    first_at bigint not null,
    last_at bigint not null
);

-- One row for each time that a tenant is mapped. before_at: the last look that did not see it, null where the first look saw it.
-- gone_at: the first look that did not see it any more, null while it stands.
create table stack_mapping (
    deployment text not null,
    tenant text not null,
    first_at bigint not null,
    subscription text not null,
    before_at bigint,
    last_at bigint not null,
    gone_at bigint,
    primary key (deployment, tenant, first_at)
);

create table stack_subscription (
    deployment text not null,
    id text not null,
    tenant text not null,
    name text not null,
    seen_at bigint not null,
    primary key (deployment, id)
);
