using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CspBot.Store;

/// <summary>
/// Our own spans and counters. A span's id is stored with what it caused, so that one trace leads from a click
/// to the cloud's call and the card's edit.
/// </summary>
internal static class Trace
{
    public const string Name = "CspBot";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    /// <summary>Turns by kind (say, click, search, install).</summary>
    public static Counter<long> Turns { get; } = Meter.CreateCounter<long>("cspbot.turns", "{turn}", "Turns handled.");

    /// <summary>Transitions of requests by the state they led to.</summary>
    public static Counter<long> Requests { get; } = Meter.CreateCounter<long>(
        "cspbot.requests", "{transition}", "Requests that came to a state.");

    /// <summary>
    /// Calls that a service asked us to repeat later, by service. All calls, with host and status, are counted by
    /// .NET (<c>http.client.request.duration</c>).
    /// </summary>
    public static Counter<long> Throttles { get; } = Meter.CreateCounter<long>(
        "cspbot.upstream.throttled", "{call}", "Calls that a service asked to repeat later.");

    /// <summary>Entries and values of outside lists that could not be read as they are, by service.</summary>
    public static Counter<long> OddEntries { get; } = Meter.CreateCounter<long>(
        "cspbot.upstream.odd", "{entry}", "Entries and values that a service sent and that could not be read as they are.");

    /// <summary>Requests that wait or run, by state.</summary>
    public static Gauge<long> OpenRequests { get; } = Meter.CreateGauge<long>(
        "cspbot.requests.open", "{request}", "Requests in each state that is not the end.");

    /// <summary>Messages that were given up, by state: <c>refused</c> by Teams, or <c>unknown</c> whether they arrived.</summary>
    public static Counter<long> Undelivered { get; } = Meter.CreateCounter<long>(
        "cspbot.outbox.undelivered", "{message}", "Messages given up, by state.");

    /// <summary>Messages that did not get through, by state: <c>parked</c> ones still wait.</summary>
    public static Gauge<long> OutboxKept { get; } = Meter.CreateGauge<long>(
        "cspbot.outbox.kept", "{message}", "Messages that did not get through, by state.");

    /// <summary>Messages that are due and not sent.</summary>
    public static Gauge<long> OutboxDepth { get; } = Meter.CreateGauge<long>(
        "cspbot.outbox.due", "{message}", "Messages due in the outbox.");

    /// <summary>Rounds of background loops that failed, by loop.</summary>
    public static Counter<long> LoopFailures { get; } = Meter.CreateCounter<long>(
        "cspbot.loop.failures", "{round}", "Rounds of background loops that failed.");

    /// <summary>Where the present work belongs; stored with what it causes.</summary>
    public static string? Here => Activity.Current?.Id;

    /// <summary>A span for work that another process or an earlier turn caused.</summary>
    public static Activity? Continue(string name, string? cause, string id) =>
        Source.StartActivity(name, ActivityKind.Internal, cause, [new KeyValuePair<string, object?>("cspbot.id", id)]);
}
