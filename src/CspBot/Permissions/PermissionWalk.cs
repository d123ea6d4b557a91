using System.Text.Json;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Permissions;

/// <summary>
/// A round over many customers, a few at a time in order of their ids. Where it stands is in the store: any of the bots takes the
/// next few, and a restart goes on from there.
/// </summary>
internal sealed class PermissionWalk(PermissionWalkPlan plan, PermissionWatchLook look, Database database, TimeProvider time)
{
    /// <summary>Those that could not be read are tried again after this, once they are all that is left of a round.</summary>
    private static readonly TimeSpan WaitForMissed = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>
    /// So often those are tried in a round of every day; then the round is over for all others, and the next one meets them again.
    /// </summary>
    private const int MostTries = 3;

    /// <summary>The next few, when they are due and no other bot has them; false when not.</summary>
    /// <exception cref="CloudFault">Throttled: the same few come again.</exception>
    public async Task<bool> StepAsync(CancellationToken ct)
    {
        if (await plan.Ids(ct) is not { } ids || await ClaimAsync(ct) is not { } claimed)
            return false;
        var next = ids
            .Select(id => id.ToLowerInvariant())
            .Where(id => string.CompareOrdinal(id, claimed.Place) > 0)
            .Order(StringComparer.Ordinal)
            .Take(plan.Stride)
            .ToList();
        var unheard = plan.SeesEverybody && claimed.Rounds > 0 ? ReservationPermissions.None : null;
        var missed = await look.TakeAsync([.. claimed.Missed, .. next], [], null, unheard, ct);
        await database.WriteAsync(
            async s =>
            {
                // A step so slow that another bot took the same one leaves the place to whoever came first.
                await s.LockAsync(plan.Name);
                if ((await ReadAsync(s, plan.Name))?.Place == claimed.Place)
                    await SaveAsync(s, plan.Name, After(claimed, next, missed));
                return true;
            },
            ct);
        return true;
    }

    /// <summary>Nothing is left to do until somebody begins it again.</summary>
    public static async Task<bool> IsOverAsync(Session session, string name) => await ReadAsync(session, name) is { DueAt: long.MaxValue };

    /// <summary>From the first customer on again, from now on.</summary>
    public static async Task BeginAgainAsync(Session session, string name, DateTimeOffset now)
    {
        await session.LockAsync(name);
        if (await ReadAsync(session, name) is { } state)
            await SaveAsync(session, name, state with { Place = "", DueAt = now.ToUnixTimeMilliseconds() });
    }

    private Task<PermissionWalkState?> ClaimAsync(CancellationToken ct) => database.WriteAsync<PermissionWalkState?>(
        async s =>
        {
            await s.LockAsync(plan.Name);
            var now = time.GetUtcNow();
            if (await ReadAsync(s, plan.Name) is not { } state)
            {
                await SaveAsync(
                    s, plan.Name, new PermissionWalkState("", [], 0, (now + (plan.Rest ?? plan.Pace)).ToUnixTimeMilliseconds()));
                return null;
            }

            if (state.DueAt > now.ToUnixTimeMilliseconds())
                return null;
            state = state with { DueAt = (now + plan.Pace).ToUnixTimeMilliseconds() };
            await SaveAsync(s, plan.Name, state);
            return state;
        },
        ct);

    private PermissionWalkState After(PermissionWalkState claimed, List<string> next, IReadOnlyList<string> missed)
    {
        var state = claimed with { Place = next.Count > 0 ? next[^1] : claimed.Place, Missed = [.. missed] };
        if (next.Count == plan.Stride)
            return state;
        if (missed.Count > 0 && (plan.Rest is null || claimed.Tries < MostTries))
            return state with { Tries = claimed.Tries + 1, DueAt = (time.GetUtcNow() + WaitAfter(claimed.Tries)).ToUnixTimeMilliseconds() };
        return new PermissionWalkState(
            "", [], claimed.Rounds + 1, plan.Rest is { } rest ? (time.GetUtcNow() + rest).ToUnixTimeMilliseconds() : long.MaxValue);
    }

    /// <summary>A walk that comes once leaves nobody out, and asks ever more rarely.</summary>
    private static TimeSpan WaitAfter(int tries) => TimeSpan.FromMinutes(
        Math.Min(LongestWait.TotalMinutes, WaitForMissed.TotalMinutes * Math.Pow(2, Math.Min(Math.Max(tries - MostTries, 0), 10))));

    private static async Task<PermissionWalkState?> ReadAsync(Session session, string name) =>
        await PermissionWatchLedger.ReadSettingAsync(session, name) is { } text ? Parse(text) : null;

    /// <summary>A place that this version cannot read is the beginning: to look once more harms nobody.</summary>
    private static PermissionWalkState? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PermissionWalkState>(text) is { Place: not null, Missed: not null } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task SaveAsync(Session session, string name, PermissionWalkState state) =>
        PermissionWatchLedger.WriteSettingAsync(session, name, JsonSerializer.Serialize(state));
}

/// <summary>What a walk visits, and how fast.</summary>
/// <param name="Name">Under which its state is stored.</param>
/// <param name="Stride">Customers of one step; each costs one read.</param>
/// <param name="Pace">From one step to the next.</param>
/// <param name="Rest">From the end of a round to the next round; null: one round, until somebody begins it again.</param>
/// <param name="SeesEverybody">A later round then finds news also at customers of whom nothing is remembered: they were off before.</param>
/// <param name="Ids">Whom to visit; null while nobody can say.</param>
internal sealed record PermissionWalkPlan(
    string Name, int Stride, TimeSpan Pace, TimeSpan? Rest, bool SeesEverybody, Func<CancellationToken, Task<IReadOnlyList<string>?>> Ids);

/// <summary>Where a walk stands.</summary>
/// <param name="Place">The last customer that was looked at; empty at the beginning.</param>
/// <param name="Missed">Customers before it that could not be read.</param>
/// <param name="Rounds">Rounds that came to their end.</param>
/// <param name="DueAt">When the next step is due, in Unix milliseconds.</param>
/// <param name="Tries">How often those were all that was left.</param>
internal sealed record PermissionWalkState(string Place, string[] Missed, int Rounds, long DueAt, int Tries = 0);
