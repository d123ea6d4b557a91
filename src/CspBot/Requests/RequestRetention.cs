using CspBot.Store;

namespace CspBot.Requests;

/// <summary>How long requests stay.</summary>
internal sealed record RequestOptions
{
    /// <summary>How long a request stays after it was made, once it is over and nothing of it stands; the audit stays for good.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(400);

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (KeepFor < TimeSpan.FromDays(100) || KeepFor > TimeSpan.FromDays(36500))
            yield return "Requests:KeepFor must be at least 100 days, e.g. 400.00:00:00.";
    }
}

/// <summary>
/// Forgets requests that are over for long: the audit tells of them. One that still holds a right, or whose end is still to
/// come, stays; an end goes after what it ended.
/// </summary>
internal sealed class RequestRetention(Database database, RequestOptions options, Loops loops, TimeProvider time) : BackgroundService
{
    private const int AtOnce = 200;
    private const string Over = "('succeeded', 'failed', 'rejected', 'expired', 'cancelled')";
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("request retention", async ct => await ForgetAsync(ct) == AtOnce ? TimeSpan.FromSeconds(1) : Between, stoppingToken);

    /// <summary>Forgets a piece; returns how many went.</summary>
    public Task<int> ForgetAsync(CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            var args = new { before = (time.GetUtcNow() - options.KeepFor).ToUnixTimeMilliseconds() };
            var gone = await session.ExecuteAsync(
                $"""
                delete from request where id in (
                    select id
                    from request
                    where created_at < @before and state in {Over} and due_at is null and right_key is null and end_of is null
                    and not exists (select 1 from request last where last.end_of = request.id and last.state not in {Over})
                    and not exists (select 1 from broken_glass where broken_glass.request = request.id and broken_glass.state <> 'over')
                    order by created_at limit {AtOnce})
                """,
                args);
            await session.ExecuteAsync(
                $"""
                delete from request where id in (
                    select id from request where end_of is not null and created_at < @before and state in {Over} and due_at is null
                    and not exists (select 1 from request parent where parent.id = request.end_of)
                    limit {AtOnce})
                """,
                args);
            await session.ExecuteAsync(
                """
                delete from broken_glass
                where state = 'over' and not exists (select 1 from request where request.id = broken_glass.request)
                """);
            return gone;
        },
        ct);
}
