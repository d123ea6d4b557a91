using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Stacks;

/// <summary>Keeps what a look at a stamp saw, and tells what earlier ones saw.</summary>
internal sealed class StackDesk(Database database, TimeProvider time)
{
    /// <summary>All mappings of a deployment as they were read.</summary>
    /// <param name="at">When the reading began: what was done since is later than what it saw.</param>
    public Task SawAsync(StackDeployment stack, IReadOnlyList<StackMapping> mappings, DateTimeOffset at, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await StackTable.SawAsync(session, stack.Name, mappings, at);
                return true;
            },
            ct);

    /// <summary>All users' subscriptions of a deployment as they were read just now; nothing is written where none is new.</summary>
    public async Task SawAsync(StackDeployment stack, IReadOnlyList<StackUserSubscription> all, CancellationToken ct)
    {
        var known = (await database.ReadAsync(session => StackTable.ListSubscriptionsAsync(session, stack.Name), ct))
            .ToDictionary(one => one.Id);
        var news = all
            .Where(one => one.TenantId.Length > 0)
            .Where(one => !known.TryGetValue(one.Id, out var seen) || seen.Tenant != one.TenantId || seen.Name != one.Name)
            .ToList();
        if (news.Count > 0)
            await database.WriteAsync(
                async session =>
                {
                    await StackTable.SawSubscriptionsAsync(session, stack.Name, news, time.GetUtcNow());
                    return true;
                },
                ct);
    }

    /// <summary>What all looks so far tell of a deployment.</summary>
    public Task<StackHistory> ReadAsync(StackDeployment stack, CancellationToken ct) => database.ReadAsync(
        async session => new StackHistory(
            await StackTable.FindLookAsync(session, stack.Name),
            await StackTable.ListAsync(session, stack.Name),
            await StackTable.ListSubscriptionsAsync(session, stack.Name)),
        ct);
}

/// <summary>What looks at a deployment saw.</summary>
/// <param name="Look">Null before the first.</param>
/// <param name="Mappings">Oldest first.</param>
/// <param name="Subscriptions">Every one that was ever listed.</param>
internal sealed record StackHistory(
    StackLook? Look, IReadOnlyList<SeenMapping> Mappings, IReadOnlyList<SeenSubscription> Subscriptions)
{
    /// <summary>The first look at the mappings.</summary>
    public DateTimeOffset? Began => Look is null ? null : Time(Look.FirstAt);

    /// <summary>What the looks tell of one tenant.</summary>
    public IEnumerable<MappingMark> MarksOf(string tenant)
    {
        if (Look is null)
            yield break;
        var rows = Mappings.Where(row => row.Tenant == tenant).ToList();
        if (rows.Count == 0 || rows[0].BeforeAt is not null)
            yield return new MappingMark(Time(Look.FirstAt), MappingSign.Missed);
        foreach (var row in rows)
        {
            if (row.BeforeAt is { } before)
                yield return new MappingMark(Time(before), MappingSign.Missed);
            yield return new MappingMark(Time(row.FirstAt), MappingSign.Seen);
            yield return new MappingMark(Time(row.LastAt), MappingSign.Seen);
            if (row.GoneAt is { } gone)
                yield return new MappingMark(Time(gone), MappingSign.Missed);
        }

        if (rows.Count == 0 || rows[^1].GoneAt is not null)
            yield return new MappingMark(Time(Look.LastAt), MappingSign.Missed);
    }

    private static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);
}
