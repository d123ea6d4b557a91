using System.Data.Common;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Shares Teams' limits among all instances over the store: one short write for each call.</summary>
/// <remarks>
/// Teams counts in sliding windows (facts teams-protocol §3.4). A rule here is a bucket that holds so many calls and gets one back in each
/// interval: any span of time sees at most its content and what came back meanwhile, which is one number to store instead of 1,800 times.
/// Two rules keep a conversation's windows (at most 5 in 1 s, 7 in 2 s, 54 in 30 s, 1,761 in 1 h) and one the tenant's 50 a second
/// (at most 34: Teams counts when a call arrives, so that those under way, 8 of each outbox, come on top; and clocks differ a little).
/// </remarks>
internal sealed class StorePace(Database database, TimeProvider time, ILogger<StorePace> log) : SharedPace
{
    private static readonly PaceRule[] OfConversation =
    [
        new("burst", 4, TimeSpan.FromMilliseconds(600)),
        new("hour", 600, TimeSpan.FromMilliseconds(3_100)),
    ];

    private static readonly PaceRule[] OfTenant = [new("second", 2, TimeSpan.FromMilliseconds(31))];

    /// <summary>Longer than any bucket needs to fill.</summary>
    private static readonly TimeSpan Filled = TimeSpan.FromHours(1);

    public override async ValueTask<PaceWait> TakeAsync(string tenantId, string? conversation, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(session => TakeAsync(session, tenantId, conversation), ct);
        }
        catch (DbException e)
        {
            // An answer that says "the store is out of reach" has to get out; this process's own windows still hold.
            log.PaceUnshared(e);
            return PaceWait.None;
        }
    }

    private async Task<PaceWait> TakeAsync(Session session, string tenantId, string? conversation)
    {
        var gates = OfTenant.Select(rule => new PaceGate($"tenant/{tenantId}/{rule.Name}", rule, IsOfConversation: false)).ToList();
        if (conversation is not null)
            gates.AddRange(OfConversation.Select(rule => new PaceGate($"{conversation}/{rule.Name}", rule, IsOfConversation: true)));

        // Rows that are not there yet cannot be locked: whoever asks for this tenant waits for the one before.
        await session.LockAsync("pace:" + tenantId);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var free = (await session.QueryAsync<PaceRow>(
            "select place as Place, free_at as FreeAt from pace where place in @places",
            new { places = gates.Select(gate => gate.Place).ToArray() }))
            .ToDictionary(row => row.Place, row => row.FreeAt, StringComparer.Ordinal);
        var longest = gates.MaxBy(gate => gate.Rule.Wait(free.GetValueOrDefault(gate.Place), now))!;
        if (longest.Rule.Wait(free.GetValueOrDefault(longest.Place), now) is > 0 and var wait)
            return new PaceWait(TimeSpan.FromMilliseconds(wait), longest.IsOfConversation);
        foreach (var gate in gates)
        {
            await session.ExecuteAsync(
                "insert into pace(place, free_at) values (@Place, @at) on conflict (place) do update set free_at = excluded.free_at",
                new { gate.Place, at = gate.Rule.Next(free.GetValueOrDefault(gate.Place), now) });
        }

        return PaceWait.None;
    }

    /// <summary>Part of a statement over the outbox: this row's conversation may be spoken to at <c>@now</c>.</summary>
    public const string IsFree =
        """
        not exists (select 1 from (select coalesce(outbox.conversation,
            (select id from conversation
                where conversation.tenant = outbox.tenant and person = outbox.recipient and conversation.state = 'active'
                order by seen_at desc limit 1)) as id) spoken
            join pace on pace.place in (spoken.id || '/burst', spoken.id || '/hour') where pace.free_at > @now)
        """;

    /// <summary>Rows that say nothing any more: their buckets are full.</summary>
    public static Task ForgetAsync(Session session, DateTimeOffset now) =>
        session.ExecuteAsync("delete from pace where free_at < @at", new { at = (now - Filled).ToUnixTimeMilliseconds() });

    private sealed record PaceGate(string Place, PaceRule Rule, bool IsOfConversation);

    private sealed class PaceRow
    {
        public string Place { get; set; } = "";

        public long FreeAt { get; set; }
    }
}

/// <summary>A bucket of calls; stored is the time from which it holds one.</summary>
/// <param name="Name">Tells it from the place's other rules.</param>
/// <param name="Calls">What it holds.</param>
/// <param name="Interval">One call comes back in each.</param>
internal sealed record PaceRule(string Name, int Calls, TimeSpan Interval)
{
    private long Step => (long)Interval.TotalMilliseconds;

    /// <summary>Milliseconds until it holds a call; not positive when it does.</summary>
    public long Wait(long freeAt, long now) => Known(freeAt, now) - now;

    /// <summary>From when on it holds another call after one more; what was saved up is a full bucket at most.</summary>
    public long Next(long freeAt, long now) => Math.Max(Known(freeAt, now), now - ((Calls - 1) * Step)) + Step;

    /// <summary>
    /// No bucket stays empty for longer than one interval: a later time was written by a clock that has been set back since.
    /// </summary>
    private long Known(long freeAt, long now) => Math.Min(freeAt, now + Step);
}
