using System.Text.Json;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Who reads: each person's kept language, and the language and time zone that the client told last.</summary>
internal sealed class Readers(Database database)
{
    private const int LongestLocale = 35;

    /// <summary>Notes how the person who acted reads; writes only what is news.</summary>
    /// <returns>What is known now.</returns>
    public async Task<Reader> RememberAsync(ConversationAddress from, CancellationToken ct)
    {
        var told = new Reader(null, Plausible(from.Locale), Zones.Find(from.TimeZone) is null ? null : from.TimeZone);
        if (from.AadObjectId is not { Length: > 0 } person)
            return told;
        var rows = await database.ReadAsync(s => RowsAsync(s, Lower(from.TenantId), [Lower(person)]), ct);
        var known = rows.Values.SingleOrDefault(Reader.Unknown);
        var merged = known with { Locale = told.Locale ?? known.Locale, Zone = told.Zone ?? known.Zone };
        if (merged != known)
            await database.WriteAsync(
                s => s.ExecuteAsync(
                    """
                    insert into reader(tenant, person, locale, zone) values (@tenant, @person, @Locale, @Zone)
                    on conflict (tenant, person) do update set locale = excluded.locale, zone = excluded.zone
                    """,
                    new { tenant = Lower(from.TenantId), person = Lower(person), merged.Locale, merged.Zone }),
                ct);
        return merged;
    }

    /// <summary>From now on the person is spoken to in this language, whatever the client's is.</summary>
    /// <exception cref="ArgumentException">The bot does not speak it.</exception>
    public async Task KeepLanguageAsync(string tenantId, string objectId, string language, CancellationToken ct)
    {
        if (Language.Find(language) is null)
            throw new ArgumentException($"No language '{language}' is spoken here.", nameof(language));
        await database.WriteAsync(
            s => s.ExecuteAsync(
                """
                insert into reader(tenant, person, kept) values (@tenant, @person, @language)
                on conflict (tenant, person) do update set kept = excluded.kept
                """,
                new { tenant = Lower(tenantId), person = Lower(objectId), language }),
            ct);
    }

    /// <summary>What is known of one person.</summary>
    public async Task<Reader> FindAsync(string tenantId, string objectId, CancellationToken ct) =>
        (await database.ReadAsync(s => FindAsync(s, tenantId, [objectId]), ct)).GetValueOrDefault(Lower(objectId), Reader.Unknown);

    /// <summary>What is known of several people, by object id in lower case; nobody is missing.</summary>
    public Task<IReadOnlyDictionary<string, Reader>> FindAsync(
        string tenantId, IReadOnlyCollection<string> objectIds, CancellationToken ct) =>
        database.ReadAsync(s => FindAsync(s, tenantId, objectIds), ct);

    /// <summary>What is known of one person, within a read or write that does more.</summary>
    public static async Task<Reader> FindOneAsync(Session session, string tenantId, string objectId) =>
        (await FindAsync(session, tenantId, [objectId]))[Lower(objectId)];

    /// <summary>The same of several people.</summary>
    public static async Task<IReadOnlyDictionary<string, Reader>> FindAsync(
        Session session, string tenantId, IReadOnlyCollection<string> objectIds)
    {
        var (tenant, people) = (Lower(tenantId), objectIds.Select(Lower).Distinct().ToArray());
        var found = await RowsAsync(session, tenant, people);
        var others = people.Where(person => found.GetValueOrDefault(person)?.Locale is null).ToArray();
        if (others.Length > 0)
        {
            // Whoever was not heard from since readers are kept: their own chat remembers how they wrote there.
            foreach (var document in await session.QueryAsync<string>(
                "select document from conversation where tenant = @tenant and person in @others order by seen_at", new { tenant, others }))
            {
                var chat = JsonSerializer.Deserialize<ConversationAddress>(document)!;
                var person = Lower(chat.AadObjectId ?? "");
                var row = found.GetValueOrDefault(person, Reader.Unknown);
                found[person] = row with { Locale = row.Locale ?? chat.Locale, Zone = row.Zone ?? chat.TimeZone };
            }
        }

        return people.ToDictionary(person => person, person => found.GetValueOrDefault(person, Reader.Unknown), StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, Reader>> RowsAsync(Session session, string tenant, string[] people) =>
        (await session.QueryAsync<Row>(
            """
            select person as Person, kept as Kept, locale as Locale, zone as Zone
            from reader where tenant = @tenant and person in @people
            """,
            new { tenant, people }))
        .ToDictionary(row => row.Person, row => new Reader(row.Kept, row.Locale, row.Zone), StringComparer.Ordinal);

    /// <summary>A client may say anything.</summary>
    private static string? Plausible(string? locale) =>
        locale is { Length: > 0 and <= LongestLocale } && locale.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_')
            ? locale
            : null;

    private static string Lower(string id) => id.ToLowerInvariant();

    private sealed class Row
    {
        public string Person { get; set; } = "";

        public string? Kept { get; set; }

        public string? Locale { get; set; }

        public string? Zone { get; set; }
    }
}
