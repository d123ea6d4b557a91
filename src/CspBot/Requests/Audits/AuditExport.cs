using System.Security.Cryptography;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>Makes files of the audit.</summary>
internal sealed class AuditExport(Database database, PartnerOptions partner, TimeProvider time)
{
    /// <summary>Entries that one file holds, shown or left out.</summary>
    public const int Most = 50_000;

    private const int AtOnce = 1000;

    /// <summary>The number of the last entry; 0 for none.</summary>
    public Task<long> LastAsync(CancellationToken ct) =>
        database.ReadAsync(async session => await session.QueryOneAsync<long?>("select max(seq) from audit") ?? 0, ct);

    /// <summary>How many entries a file would hold, shown or left out.</summary>
    public async Task<long> CountAsync(AuditWish wish, CancellationToken ct)
    {
        var (first, last) = await database.ReadAsync(session => RangeAsync(session, wish), ct);
        return last == 0 ? 0 : last - first + 1;
    }

    /// <summary>The file; null when there is nothing in its time, or too much.</summary>
    public async Task<AuditFile?> MakeAsync(AuditWish wish, CancellationToken ct)
    {
        var (caller, filter) = (wish.Caller, wish.Filter);
        var (first, last) = await database.ReadAsync(session => RangeAsync(session, wish), ct);
        if (last == 0 || last - first + 1 > Most)
            return null;
        var sight = new AuditSight(caller, await database.ReadAsync(session => OwnAsync(session, caller), ct));
        var person = filter.Person is { } typed ? await database.ReadAsync(session => PersonAsync(session, typed), ct) : null;
        var before = await database.ReadAsync(
            session => session.QueryOneAsync<string>(
                "select coalesce(link, hash) from audit where seq = @before", new { before = first - 1 }),
            ct);
        var records = new List<AuditFileRecord>();
        for (var seq = first - 1; seq < last;)
        {
            var entries = await database.ReadAsync(
                session => session.QueryAsync<AuditEntry>(
                    $"select {AuditEntry.Columns} from audit where seq > @seq and seq <= @last order by seq limit {AtOnce}",
                    new { seq, last }),
                ct);
            if (entries.Count == 0)
                return null;
            foreach (var entry in entries)
            {
                var record = AuditFileRecord.Of(entry, shown: true);
                // What says which fields were erased names nobody, and without it they would be erased by nobody's word.
                var isShown = record.Fields is { } fields
                    && (entry.Kind == AuditErasure.Done
                        || (filter.Covers(entry.At)
                            && (filter.Customer is not { } customer || fields.GetValueOrDefault("detail.customer") == customer)
                            && person?.Fields(fields).Any() != false
                            && sight.Shows(fields)));
                records.Add(isShown ? record : AuditFileRecord.Of(entry, shown: false));
            }

            seq = entries[^1].Seq;
        }

        // Read behind the entries: what was erased meanwhile is declared by now.
        var covers = await database.ReadAsync(session => AuditCovers.ReadAsync(session, first), ct);
        using var signer = await database.WriteAsync(SignerAsync, ct);
        var file = new AuditFile(HeadOf(wish) with
        {
            Shown = records.Count(record => record.Fields is not null),
            LeftOut = records.Count(record => record.Fields is null),
            Before = first - 1,
            BeforeLink = before ?? (await database.ReadAsync(AuditRetention.BaseAsync, ct))?.Chain ?? "",
            Last = records[^1].Seq,
            LastLink = records[^1].Link,
            Declared = string.Join(',', Later(records, covers)),
            Signer = signer.Public,
        }, records, "");
        return file with { Signature = signer.Sign(file.Signed()) };
    }

    /// <summary>What people compare to know the signer of the bot's files.</summary>
    public async Task<string> FingerprintAsync(CancellationToken ct)
    {
        using var signer = await database.WriteAsync(SignerAsync, ct);
        return AuditSigner.Fingerprint(signer.Public);
    }

    /// <summary>
    /// Its secret is the audit's own key, outside of the store; without one it stands in the store, and whoever can read that can sign.
    /// </summary>
    public static async Task<AuditSigner> SignerAsync(Session session)
    {
        if (await FindSignerAsync(session) is { } known)
            return known;
        await session.ExecuteAsync(
            "insert into setting(name, value) values ('audit-signer', @value) on conflict (name) do nothing",
            new { value = RandomNumberGenerator.GetHexString(64) });
        return (await FindSignerAsync(session))!;
    }

    /// <summary>The same without making its secret; null where there is none yet.</summary>
    public static async Task<AuditSigner?> FindSignerAsync(Session session) =>
        session.Seals.Current is { } key
            ? new AuditSigner(session.Seals.Seal(key, "cspbot-audit-file-signer"u8.ToArray())!)
        : await session.QueryOneAsync<string>("select value from setting where name = 'audit-signer'") is { } secret
            ? new AuditSigner(Convert.FromHexString(secret))
        : null;

    /// <summary>Under which words a person stands in the audit.</summary>
    public static async Task<AuditPerson> PersonAsync(Session session, string typed)
    {
        var documents = await session.QueryAsync<string>(
            """
            select min(document) from audit where actor is not null group by actor
            union
            select max(document) from audit where actor is not null group by actor
            """);
        var actors = documents.Select(document => AuditFields.Of(0, document)).OfType<IReadOnlyDictionary<string, string>>();
        return AuditPerson.Of(
            typed,
            actors.Select(fields => (fields.GetValueOrDefault("actor.objectId") ?? "", fields.GetValueOrDefault("actor.name") ?? "")));
    }

    /// <summary>The entries behind the last one that declare what is erased in those that are shown.</summary>
    private static SortedSet<long> Later(List<AuditFileRecord> records, AuditCovers covers) =>
    [
        .. records
            .Where(record => record.Fields is not null)
            .SelectMany(record => AuditFields.ErasedIn(record.Salt).Select(name => covers.By(record.Seq, name)))
            .OfType<long>()
            .Where(by => by > records[^1].Seq),
    ];

    private AuditFileHead HeadOf(AuditWish wish) =>
        new(partner.TenantId, AuditTime.Write(time.GetUtcNow()), wish.Caller.Person.ObjectId)
        {
            Customer = wish.Filter.Customer ?? "",
            Person = wish.Filter.Person ?? "",
            From = wish.Filter.From is { } from ? AuditTime.Write(from) : "",
            To = wish.Filter.To is { } to ? AuditTime.Write(to) : "",
        };

    /// <summary>The first and the last entry in the time asked for; 0 and 0 for none.</summary>
    private static async Task<(long First, long Last)> RangeAsync(Session session, AuditWish wish) =>
        await session.QueryOneAsync<(long? First, long? Last)>(
            """
            select min(seq), max(seq) from audit where seq <= @UpTo and at >= @from and at < @to
            """,
            new
            {
                wish.UpTo,
                from = wish.Filter.From?.ToUnixTimeMilliseconds() ?? 0,
                to = wish.Filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue,
            }) is { First: { } first, Last: { } last }
                ? (first, last)
                : (0, 0);

    private static async Task<IReadOnlySet<string>> OwnAsync(Session session, Caller caller) =>
        (await session.QueryAsync<string>(
            "select distinct request from audit where kind = 'submitted' and actor = @actor and request is not null",
            new { actor = caller.Person.ObjectId })).ToHashSet(StringComparer.Ordinal);
}
