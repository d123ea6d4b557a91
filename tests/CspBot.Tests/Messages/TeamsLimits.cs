using Microsoft.AspNetCore.Http;

namespace CspBot.Tests.Messages;

/// <summary>
/// Teams' limits as its documentation has them (facts teams-protocol §3.4): what goes over them is
/// answered with 429, and counted as broken.
/// </summary>
internal sealed class TeamsLimits(TimeProvider time)
{
    private const int PerTenant = 50;
    private static readonly (int Calls, double Seconds)[] PerConversation = [(7, 1), (8, 2), (60, 30), (1800, 3600)];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<DateTimeOffset>> _of = [];
    private readonly List<DateTimeOffset> _all = [];

    public int Broken { get; private set; }

    public int MostInASecond { get; private set; }

    public int MostInASecondOfOne { get; private set; }

    public IReadOnlyList<DateTimeOffset> Times
    {
        get
        {
            lock (_gate)
                return [.. _all];
        }
    }

    public IResult? Take(HttpRequest request)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();

            // /_connector/v3/conversations/{id}/activities[/{id}]: an edit counts as a send.
            var conversation = request.Path.Value!.Split('/')[4];
            if (!_of.TryGetValue(conversation, out var own))
                _of[conversation] = own = [];
            if (PerConversation.Any(limit => Within(own, now, limit.Seconds) >= limit.Calls) || Within(_all, now, 1) >= PerTenant)
            {
                Broken++;
                return Results.Json(new { error = new { code = "Throttled", message = "Too many requests." } }, statusCode: 429);
            }

            own.Add(now);
            _all.Add(now);
            MostInASecond = Math.Max(MostInASecond, Within(_all, now, 1));
            MostInASecondOfOne = Math.Max(MostInASecondOfOne, Within(own, now, 1));
            return null;
        }
    }

    private static int Within(List<DateTimeOffset> times, DateTimeOffset now, double seconds)
    {
        var count = 0;
        for (var i = times.Count - 1; i >= 0 && (now - times[i]).TotalSeconds < seconds; i--)
            count++;
        return count;
    }
}
