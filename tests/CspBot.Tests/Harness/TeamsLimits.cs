using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CspBot.Tests.Harness;

/// <summary>Teams' limits on sends and edits, per conversation, as documented (facts teams-protocol §3.4): over them 429 with a pause to keep.</summary>
internal sealed class TeamsLimits(TimeProvider time)
{
    private static readonly (int Calls, double Seconds)[] PerConversation = [(7, 1), (8, 2), (60, 30), (1800, 3600)];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<DateTimeOffset>> _passed = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _edits = [];

    /// <summary>Calls that Teams would have refused.</summary>
    public int Broken { get; private set; }

    /// <summary>Calls that it took.</summary>
    public int Taken { get; private set; }

    /// <summary>Most edits that one message saw in any second.</summary>
    public int MostEditsInASecond
    {
        get
        {
            lock (_gate)
                return _edits.Values.Select(times => times.Max(from => times.Count(at => at >= from && (at - from).TotalSeconds < 1))).DefaultIfEmpty().Max();
        }
    }

    /// <summary>For <see cref="PretendTeams.Misbehave"/>.</summary>
    public IResult? Take(HttpRequest request)
    {
        if (request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is not [_, "v3", "conversations", var conversation, "activities", ..])
            return null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var passed = Of(_passed, conversation);
            var pause = PerConversation.Max(limit => passed.Count < limit.Calls ? 0 : limit.Seconds - (now - passed[^limit.Calls]).TotalSeconds);
            if (pause > 0)
            {
                Broken++;
                request.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(pause).ToString(CultureInfo.InvariantCulture);
                return Results.Json(new { error = new { code = "Throttled", message = "Too many requests." } }, statusCode: 429);
            }

            Taken++;
            passed.Add(now);
            if (request.Method == "PUT")
                Of(_edits, request.Path.Value).Add(now);
            return null;
        }
    }

    private static List<DateTimeOffset> Of(Dictionary<string, List<DateTimeOffset>> all, string key) =>
        all.TryGetValue(key, out var known) ? known : all[key] = [];
}
