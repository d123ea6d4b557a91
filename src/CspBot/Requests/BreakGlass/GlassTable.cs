using CspBot.Store;

namespace CspBot.Requests.BreakGlass;

/// <summary>What ran without approval, with the moments at which the clock looks at it.</summary>
internal static class GlassTable
{
    public const string Open = "open";
    public const string Reported = "reported";
    public const string Over = "over";

    private const string Columns = "request as Request, remind_at as RemindAt, next_at as NextAt, confirm_by as ConfirmBy";

    public static async Task AddAsync(Session session, string request, BrokenGlass glass)
    {
        var (by, remind) = (glass.ConfirmBy.ToUnixTimeMilliseconds(), Remind(glass, glass.At));
        await session.ExecuteAsync(
            """
            insert into broken_glass(request, state, confirm_by, remind_at, next_at) values (@request, @Open, @by, @remind, @next)
            """,
            new { request, Open, by, remind, next = Math.Min(by, remind ?? by) });
        session.Raise(GlassClock.Topic);
    }

    /// <summary>The one that the clock has to look at first; null for none.</summary>
    public static Task<GlassRow?> FindDueAsync(Session session, DateTimeOffset now) => session.QueryOneAsync<GlassRow?>(
        $"select {Columns} from broken_glass where next_at <= @now order by next_at, request limit 1",
        new { now = now.ToUnixTimeMilliseconds() });

    public static Task<long?> NextDueAsync(Session session) =>
        session.QueryOneAsync<long?>("select min(next_at) from broken_glass where next_at is not null");

    /// <summary>Requests that may wait for somebody's confirmation, the oldest first.</summary>
    public static Task<IReadOnlyList<string>> ListAsync(Session session, int most) => session.QueryAsync<string>(
        "select request from broken_glass where state <> @Over order by confirm_by, request limit @most", new { Over, most });

    /// <summary>Something happened to the request: the clock looks at it now.</summary>
    public static async Task LookNowAsync(Session session, string request, DateTimeOffset now)
    {
        await session.ExecuteAsync(
            "update broken_glass set next_at = @now where request = @request and state = @Open",
            new { request, Open, now = now.ToUnixTimeMilliseconds() });
        session.Raise(GlassClock.Topic);
    }

    /// <summary>The clock looks at it again at this moment, or when a reminder or its last moment comes, whatever is first.</summary>
    public static Task LookAtAsync(Session session, GlassRow row, DateTimeOffset? remind, DateTimeOffset at) => session.ExecuteAsync(
        "update broken_glass set remind_at = @remind, next_at = @next where request = @Request",
        new { row.Request, remind = remind?.ToUnixTimeMilliseconds(), next = at.ToUnixTimeMilliseconds() });

    /// <summary>The clock has nothing more to do with it.</summary>
    public static Task SettleAsync(Session session, string request, string state) => session.ExecuteAsync(
        "update broken_glass set state = @state, remind_at = null, next_at = null where request = @request", new { request, state });

    private static long? Remind(BrokenGlass glass, DateTimeOffset after) =>
        BreakGlassOptions.RemindAfter(after, glass)?.ToUnixTimeMilliseconds();
}

/// <summary>What the clock looks at.</summary>
internal sealed class GlassRow
{
    public string Request { get; set; } = "";

    public long ConfirmBy { get; set; }

    public long? RemindAt { get; set; }

    public long? NextAt { get; set; }
}
