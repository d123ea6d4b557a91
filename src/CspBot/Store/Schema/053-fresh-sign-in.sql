-- Sign-ins that decided something: each decides once. See Requests/FreshSignIns.cs.
-- Both databases run this script: text and bigint only.

create table used_sign_in (
    fingerprint text primary key,
    request text not null,
    at bigint not null
);
