using System.Text.Json;

namespace CspBot.Store;

/// <summary>
/// A round over many customers, a few at a time in order of their ids. Where it stands is in the store: any of the bots takes the
/// next few, and a restart goes on from there.
/// </summary>
internal sealed class Walk(WalkPlan plan, Database database, TimeProvider time)
{
    /// <summary>Those that could not be read are tried again after this, once they are all that is left of a round.</summary>
    private static readonly TimeSpan WaitForMissed = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>
    /// So often those are tried in a round that comes again; then it is over for all others, and the next one meets them again.
    /// </summary>
    private const int MostTries = 3;

    /// <summary>The next few, when they are due and no other bot has them; false when not.</summary>
    /// <remarks>What <see cref="WalkPlan.Look"/> throws leaves the place where it is: the same few come again.</remarks>
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

        // No more of those at once than of the others: however many were missed, a step costs the same.
        var again = claimed.Missed.Take(plan.Stride).ToList();
        var missed = await plan.Look([.. again, .. next], claimed.Rounds, ct);
        await database.WriteAsync(
            async s =>
            {
                // A step so slow that another bot took the same one leaves the place to whoever came first.
                await s.LockAsync(plan.Name);
                if ((await ReadAsync(s, plan.Name))?.Place == claimed.Place)
                    await SaveAsync(s, plan.Name, After(claimed, next, [.. claimed.Missed.Skip(again.Count), .. missed]));
                return true;
            },
            ct);
        return true;
    }

    /// <summary>Where the walk of this name stands; null before its first step.</summary>
    public static async Task<WalkState?> ReadAsync(Session session, string name) =>
        await StoredSetting.ReadAsync(session, name) is { } text ? Parse(text) : null;

    /// <summary>Nothing is left to do until somebody begins it again.</summary>
    public static async Task<bool> IsOverAsync(Session session, string name) => await ReadAsync(session, name) is { DueAt: long.MaxValue };

    /// <summary>From the first customer on again, from now on.</summary>
    public static async Task BeginAgainAsync(Session session, string name, DateTimeOffset now)
    {
        await session.LockAsync(name);
        if (await ReadAsync(session, name) is { } state)
            await SaveAsync(session, name, state with { Place = "", DueAt = now.ToUnixTimeMilliseconds() });
    }

    private Task<WalkState?> ClaimAsync(CancellationToken ct) => database.WriteAsync<WalkState?>(
        async s =>
        {
            await s.LockAsync(plan.Name);
            var now = time.GetUtcNow();
            if (await ReadAsync(s, plan.Name) is not { } state)
            {
                await SaveAsync(s, plan.Name, new WalkState("", [], 0, (now + plan.First).ToUnixTimeMilliseconds()));
                return null;
            }

            if (state.DueAt > now.ToUnixTimeMilliseconds())
                return null;
            state = state with
            {
                DueAt = (now + plan.Pace).ToUnixTimeMilliseconds(),
                BeganAt = state.Place.Length == 0 && state.Tries == 0 ? now.ToUnixTimeMilliseconds() : state.BeganAt,
            };
            await SaveAsync(s, plan.Name, state);
            return state;
        },
        ct);

    private WalkState After(WalkState claimed, List<string> next, IReadOnlyList<string> missed)
    {
        var state = claimed with { Place = next.Count > 0 ? next[^1] : claimed.Place, Missed = [.. missed] };
        if (next.Count == plan.Stride)
            return state;
        if (missed.Count > 0 && (plan.Rest is null || claimed.Tries < MostTries))
            return state with { Tries = claimed.Tries + 1, DueAt = (time.GetUtcNow() + WaitAfter(claimed.Tries)).ToUnixTimeMilliseconds() };
        return new WalkState(
            "", [], claimed.Rounds + 1, plan.Rest is { } rest ? (time.GetUtcNow() + rest).ToUnixTimeMilliseconds() : long.MaxValue)
        {
            BeganAt = claimed.BeganAt,
            WholeSince = claimed.BeganAt,
        };
    }

    /// <summary>A walk that comes once leaves nobody out, and asks ever more rarely.</summary>
    private static TimeSpan WaitAfter(int tries) => TimeSpan.FromMinutes(
        Math.Min(LongestWait.TotalMinutes, WaitForMissed.TotalMinutes * Math.Pow(2, Math.Min(Math.Max(tries - MostTries, 0), 10))));

    /// <summary>A place that this version cannot read is the beginning: to look once more harms nobody.</summary>
    private static WalkState? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<WalkState>(text) is { Place: not null, Missed: not null } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task SaveAsync(Session session, string name, WalkState state) =>
        StoredSetting.WriteAsync(session, name, JsonSerializer.Serialize(state));
}

/// <summary>What a walk visits, and how fast.</summary>
internal sealed record WalkPlan
{
    /// <summary>Under which its state is stored.</summary>
    public required string Name { get; init; }

    /// <summary>Customers of one step.</summary>
    public required int Stride { get; init; }

    /// <summary>From one step to the next.</summary>
    public required TimeSpan Pace { get; init; }

    /// <summary>From the start to the first step: a start stays calm.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>From the end of a round to the next round; null: one round, until somebody begins it again.</summary>
    public required TimeSpan? Rest { get; init; }

    /// <summary>Whom to visit; null while nobody can say.</summary>
    public required Func<CancellationToken, Task<IReadOnlyList<string>?>> Ids { get; init; }

    /// <summary>Looks at some of them, in a walk that has done so many rounds; gives back those that could not be read.</summary>
    public required Func<IReadOnlyList<string>, int, CancellationToken, Task<IReadOnlyList<string>>> Look { get; init; }
}

/// <summary>Where a walk stands.</summary>
/// <param name="Place">The last customer that was looked at; empty at the beginning.</param>
/// <param name="Missed">Customers before it that could not be read.</param>
/// <param name="Rounds">Rounds that came to their end.</param>
/// <param name="DueAt">When the next step is due, in Unix milliseconds.</param>
/// <param name="Tries">How often those were all that was left.</param>
internal sealed record WalkState(string Place, string[] Missed, int Rounds, long DueAt, int Tries = 0)
{
    /// <summary>When the round that runs, or ran last, began, in Unix milliseconds; 0 for unknown.</summary>
    public long BeganAt { get; init; }

    /// <summary>When the last round that came to its end began: everybody was looked at since; 0 for none.</summary>
    public long WholeSince { get; init; }
}
