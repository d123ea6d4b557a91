using System.Text.Json;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>
/// An undo that was asked for in time, when nobody could read the person's role: the audit
/// remembers the wish, and it is good for a day.
/// </summary>
/// <remarks>
/// Nothing runs by itself on the word of somebody whose role is unknown: the same person clicks again, and that click is weighed as any
/// other, by its role of now. Only the hour is counted from the first click.
/// </remarks>
internal static class UndoWishes
{
    /// <summary>The reason under which a click is refused when the role source did not answer.</summary>
    public const string Unweighed = "RolesUnknown";

    public const string Verb = "requests/undo";

    private const int MostRead = 50;
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);

    /// <summary>The hour is over, and this person did not ask within it.</summary>
    public static async Task<bool> IsTooLateAsync(Session session, Request request, Person person, DateTimeOffset now) =>
        request.UndoUntil is not { } until
        || (until < now && (until + GoodFor < now || !await AskedAsync(session, request.Id, person, until)));

    private static async Task<bool> AskedAsync(Session session, string id, Person person, DateTimeOffset until)
    {
        var refused = await session.QueryAsync<string>(
            """
            select document from audit
            where request = @id and kind = 'refused' and actor = @actor and at >= @from and at <= @until
            order by seq limit @most
            """,
            new
            {
                id,
                actor = person.ObjectId,
                from = (until - Request.UndoFor).ToUnixTimeMilliseconds(),
                until = until.ToUnixTimeMilliseconds(),
                most = MostRead,
            });
        return refused.Select(document => JsonSerializer.Deserialize<AuditEvent>(document, RequestJson.Plain)).Any(entry =>
            entry is { Actor: { } actor, Detail: { } detail } && actor.IsSame(person)
            && detail.GetValueOrDefault("what") == Verb && detail.GetValueOrDefault("reason") == Unweighed);
    }
}
