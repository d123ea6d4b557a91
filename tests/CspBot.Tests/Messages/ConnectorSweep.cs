using System.Collections.Concurrent;
using System.Diagnostics;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Messages;

/// <summary>
/// Every answer that the Connector may give, to a message, an edit and a new conversation of an approval card, a notice and a
/// reminder: nothing is lost that can ever arrive.
/// </summary>
internal sealed class ConnectorSweep(BotHost host, ITestOutputHelper output)
{
    /// <summary>
    /// What may be answered, and what it may come to when it goes on for hours: <c>refused</c> and
    /// <c>unknown</c> are told, and all else arrives.
    /// </summary>
    public static IReadOnlyList<SweepAnswer> Answers { get; } =
    [
        new("400 BadArgument", 400, Error("BadArgument")) { MayRefuse = true },
        new("400 html", 400, Html) { MayRefuse = true },
        new("401 denied", 401, """{"message":"Authorization has been denied for this request."}"""),
        new("401 empty", 401, ""),
        new("402", 402, ""),
        new("403 roster", 403, Error("BotNotInConversationRoster")),
        new("403 disabled", 403, Error("BotDisabledByAdmin")),
        new("403 blocked", 403, """{"errorCode":209,"message":"{\"subCode\":\"MessageWritesBlocked\",\"details\":\"x\"}"}"""),
        new("403 unknown code", 403, Error("TenantNoPermission")),
        new("403 html", 403, Html),
        new("403 empty", 403, ""),
        new("403 odd text", 403, """{"error":{"code":"\u0000\ud800"}}"""),
        new("404 conversation", 404, Error("ConversationNotFound")),
        new("404 activity", 404, Error("ActivityNotFoundInConversation")),
        new("404 html", 404, Html),
        new("404 empty", 404, ""),
        new("405", 405, Html),
        new("408", 408, "") { MayBeUnknown = true },
        new("409", 409, Error("Conflict")),
        new("410", 410, ""),
        new("412", 412, Error("PreconditionFailed")),
        new("413", 413, Error("MessageSizeTooBig")) { MayRefuse = true, MayBeCut = true },
        new("415", 415, ""),
        new("422", 422, Error("Unprocessable")),
        new("429", 429, Error("Throttled")),
        new("429 for an hour", 429, Error("Throttled")) { RetryAfter = "3600" },
        new("429 for years", 429, Error("Throttled")) { RetryAfter = "99999999" },
        new("451", 451, ""),
        new("500", 500, Error("ServiceError")) { MayBeUnknown = true },
        new("502 html", 502, Html) { MayBeUnknown = true },
        new("503", 503, Error("ServiceError")) { MayBeUnknown = true, RetryAfter = "30" },
        new("504", 504, "") { MayBeUnknown = true },
        new("302", 302, ""),
        new("200 html", 200, Html) { MayBeUnknown = true },
        new("cut off", 0, "") { MayBeUnknown = true },
        new("201 empty", 201, "") { Arrives = true },
        new("201 null", 201, "null") { Arrives = true },
        new("201 list", 201, "[null]") { Arrives = true },
        new("201 cut", 201, """{"id":"177""") { Arrives = true },
        new("201 odd id", 201, """{"id":"a\u0000b"}""") { Arrives = true },
        new("502 after it arrived", 502, Html) { Arrives = true, MayBeUnknown = true },
    ];

    /// <summary>A few of each kind, for the quick run.</summary>
    public static IReadOnlyList<SweepAnswer> Few { get; } =
        [.. Answers.Where(answer => answer.Name is "400 BadArgument" or "401 denied" or "403 roster" or "403 html" or "404 conversation"
            or "409" or "413" or "429" or "502 html" or "201 empty" or "502 after it arrived")];

    private const string Html = "<html><body>gateway</body></html>";
    private readonly ConcurrentDictionary<string, SweepCase> _byPlace = new(StringComparer.Ordinal);

    public async Task RunAsync(IReadOnlyList<SweepAnswer> answers, IReadOnlyList<bool> lasting)
    {
        var watch = Stopwatch.StartNew();
        var cases = Cases(answers, lasting);
        foreach (var one in cases)
            await PrepareAsync(one);
        await PutAsync(cases.Where(one => one.Call == "edit"), "First");
        await Eventually.IsTrueAsync("what will be edited stands", async () => await OpenAsync() == 0, TimeSpan.FromMinutes(5));

        host.Teams.Misbehave = (request, body) => Find(request, body)?.Answer(request, arrives: false);
        host.Teams.AnswersOddly = (request, body) => Find(request, body)?.Answer(request, arrives: true);
        await PutAsync(cases, "Last");
        foreach (var minutes in new[] { 0.2, 1, 2, 7, 15, 40, 70, 70 })
            await LeapAsync(TimeSpan.FromMinutes(minutes));
        foreach (var one in cases)
            one.IsOver = true;

        // Half of them are heard from, the other half waits for the daily probe.
        foreach (var one in cases.Where((_, i) => i % 2 == 0))
            await host.Services.GetRequiredService<ConversationStore>().RememberAsync(one.Reference(host), default);
        foreach (var hours in new[] { 0.1, 1.1, 7, 25, 25 })
            await LeapAsync(TimeSpan.FromHours(hours));
        await JudgeAsync(cases, watch);
    }

    private static List<SweepCase> Cases(IReadOnlyList<SweepAnswer> answers, IReadOnlyList<bool> lasting) =>
    [
        .. from answer in answers
           from call in new[] { "message", "channel message", "edit", "new conversation" }
           from kind in new[] { "approval", "notice", "reminder" }
           from lasts in lasting
           where !answer.Arrives || !lasts
           select new SweepCase(answer, call, kind, lasts),
    ];

    private async Task PrepareAsync(SweepCase one)
    {
        _byPlace[one.Place] = one;
        if (one.Call != "new conversation")
            await host.Services.GetRequiredService<ConversationStore>().RememberAsync(one.Reference(host), default);
    }

    private Task PutAsync(IEnumerable<SweepCase> cases, string text) => PurchaseScenes.StoreAsync(host, async s =>
    {
        foreach (var one in cases)
        {
            var card = Look.Card(Texts.English, $"{text} {one.Id}.", []);
            await Outbox.ShowAsync(
                s,
                new OutboxMessage(one.Id, one.Subject, host.Nora.Tenant, one.Person, one.Person is null ? one.Place : null, null, card),
                host.Time.GetUtcNow());
        }

        return true;
    });

    private SweepCase? Find(HttpRequest request, string body)
    {
        var path = Uri.UnescapeDataString(request.Path.Value!);
        if (path.EndsWith("/v3/conversations", StringComparison.Ordinal))
            return _byPlace.Values.FirstOrDefault(
                one => one.Call == "new conversation" && one.Person is { } person && body.Contains(person, StringComparison.Ordinal));
        var found = _byPlace.GetValueOrDefault(path.Split('/')[4]);
        return found is null
            || request.Method == "GET"
            || found.Call == "new conversation"
            || (found.Call == "edit" && request.Method != "PUT")
                ? null
                : found;
    }

    private async Task LeapAsync(TimeSpan by)
    {
        await Eventually.IsTrueAsync(
            "the bot is at rest",
            async () => await CountAsync("state in ('pending', 'parked') and (due_at <= @now or lease_until > 0)") == 0,
            TimeSpan.FromMinutes(5));
        host.Time.Leap(by);
    }

    private Task<long> OpenAsync() => CountAsync("state = 'pending'");

    private Task<long> CountAsync(string where) => host.Services.GetRequiredService<Database>().ReadAsync(
        s => s.QueryOneAsync<long>(
            $"select count(*) from outbox where {where}", new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() }),
        default);

    private async Task JudgeAsync(IReadOnlyList<SweepCase> cases, Stopwatch watch)
    {
        await Eventually.IsTrueAsync(
            "nothing is due",
            async () => await CountAsync("state in ('pending', 'parked') and due_at <= @now") == 0,
            TimeSpan.FromMinutes(5));
        var rows = (await host.Services
            .GetRequiredService<Database>()
            .ReadAsync(s => s.QueryAsync<SweepRow>("select id as Id, state as State, problem as Problem from outbox"), default))
            .ToDictionary(row => row.Id, StringComparer.Ordinal);
        var shown = host.Teams.Messages.SelectMany(message => message.Versions
            .Select(version => CardReader.Text(version.GetProperty("attachments")[0].GetProperty("content")))
            .Distinct()).ToList();
        var (arrived, refused, unknown) = (0, 0, 0);
        var wrong = new List<string>();
        foreach (var one in cases)
        {
            var row = rows[one.Id];
            var times = shown.Count(text => text.Contains($"Last {one.Id}.", StringComparison.Ordinal));
            var good = row.State switch
            {
                "done" => times is 1 or 2,
                "refused" => one.Lasts && one.Fate.MayRefuse,
                "unknown" => one.Fate.MayBeUnknown && (one.Lasts || one.Kind == "reminder") && one.Call is "message" or "channel message",
                _ => false,
            };
            _ = row.State switch { "done" => arrived++, "refused" => refused++, _ => unknown++ };
            if (!good)
                wrong.Add($"{one}: {row.State} {row.Problem}, shown {times} times");
        }

        output.WriteLine($"{cases.Count} combinations of {cases.Select(one => one.Fate).Distinct().Count()} answers in "
            + $"{watch.Elapsed.TotalSeconds:0} s: {arrived} arrived, {refused} refused for good (400 and 413 for hours), {unknown} told as "
            + $"unknown, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static string Error(string code) => $$$"""{"error":{"code":"{{{code}}}","message":"x"}}""";

    private sealed class SweepRow
    {
        public string Id { get; set; } = "";

        public string State { get; set; } = "";

        public string? Problem { get; set; }
    }
}

/// <summary>One answer of the Connector.</summary>
internal sealed record SweepAnswer(string Name, int Status, string Body)
{
    public string? RetryAfter { get; init; }

    /// <summary>People see the message all the same.</summary>
    public bool Arrives { get; init; }

    public bool MayRefuse { get; init; }

    public bool MayBeUnknown { get; init; }

    public bool MayBeCut { get; init; }

    public IResult Give(HttpRequest request)
    {
        if (Status == 0)
        {
            request.HttpContext.Abort();
            return Results.Empty;
        }

        if (RetryAfter is not null)
            request.HttpContext.Response.Headers.RetryAfter = RetryAfter;
        if (Status == 302)
            request.HttpContext.Response.Headers.Location = "https://elsewhere.example/";
        return Results.Text(Body, Body.StartsWith('<') ? "text/html" : "application/json", statusCode: Status);
    }
}

/// <summary>One answer to one call for one kind of message, once or for hours, in a conversation of its own.</summary>
internal sealed class SweepCase(SweepAnswer fate, string call, string kind, bool lasts)
{
    private static int s_number;
    private readonly int _number = Interlocked.Increment(ref s_number);
    private int _given;

    public SweepAnswer Fate => fate;

    public string Call => call;

    public string Kind => kind;

    public bool Lasts => lasts;

    public bool IsOver { get; set; }

    public string? Person => call == "channel message" ? null : FormattableString.Invariant($"10000000-0000-4000-8000-{_number:D12}");

    public string Place =>
        Person is { } person ? PretendTeams.PersonalChat(person) : FormattableString.Invariant($"19:sweep{_number}@thread.tacv2");

    public string Id => FormattableString.Invariant($"sweep-{_number}/{kind}");

    public string Subject => FormattableString.Invariant($"sweep-{_number}") + (kind == "reminder" ? Outbox.Reminder : "");

    public ConversationAddress Reference(BotHost host) => new()
    {
        ServiceUrl = host.Teams.ServiceUrl,
        ConversationId = Place,
        ConversationType = Person is null ? "channel" : "personal",
        TenantId = host.Nora.Tenant,
        AadObjectId = Person,
    };

    public IResult? Answer(HttpRequest request, bool arrives) =>
        arrives != fate.Arrives || IsOver || (!lasts && Interlocked.Increment(ref _given) > 1) ? null : fate.Give(request);

    public override string ToString() => $"{fate.Name} × {call} × {kind}{(lasts ? " for hours" : " once")}";
}
