-- Who reads what the bot says: in which language, in which way of writing dates, in which time zone.
-- Both databases run this script: text and bigint only.

-- person: object id, lower case. kept: the language that the person chose. locale, zone: as the client told them last.
create table reader (
    tenant text not null,
    person text not null,
    kept text,
    locale text,
    zone text,
    primary key (tenant, person)
);
