using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CspBot.Tests.Harness;

/// <summary>The Connector side of Teams on loopback: keeps every message and edit that the bot sends, and signals them.</summary>
internal sealed class PretendTeams : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<ShownMessage> _messages = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _nextId = 1_790_000_000_000;

    private PretendTeams(WebApplication app) => _app = app;

    public Uri ServiceUrl =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/_connector");

    /// <summary>The cards of messages, edits and answers.</summary>
    public ShownCards Shown { get; } = new();

    /// <summary>Answers instead of the normal behaviour when it gives something; the call is recorded either way.</summary>
    public Func<HttpRequest, string, IResult?>? Misbehave { get; set; }

    /// <summary>People see the message, and the bot gets a 502 instead of its id.</summary>
    public Func<HttpRequest, string, bool>? LosesAnswer { get; set; }

    /// <summary>People see the message, and the bot gets this instead of its id.</summary>
    public Func<HttpRequest, string, IResult?>? AnswersOddly { get; set; }

    public static async Task<PretendTeams> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var teams = new PretendTeams(app);
        app.MapPost("/_connector/v3/conversations", teams.CreateAsync);
        app.MapGet("/_connector/v3/conversations/{conversation}/pagedmembers", (HttpRequest request) =>
            teams.Misbehave?.Invoke(request, "") ?? Results.Json(new { members = Array.Empty<object>() }));
        app.MapPost("/_connector/v3/conversations/{conversation}/activities/{reply?}", (string conversation, HttpRequest request) =>
            teams.TakeAsync(conversation, null, request));
        app.MapPut("/_connector/v3/conversations/{conversation}/activities/{id}", (string conversation, string id, HttpRequest request) =>
            teams.TakeAsync(conversation, id, request));
        await app.StartAsync();
        return teams;
    }

    /// <summary>Every message that stands, oldest first.</summary>
    public IReadOnlyList<ShownMessage> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    public static string PersonalChat(string objectId) => "a:1-" + objectId;

    /// <summary>The first message for which this holds, now or later.</summary>
    public async Task<ShownMessage> WaitForAsync(string what, Func<ShownMessage, bool> holds, TimeSpan? patience = null)
    {
        using var over = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(2));
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_messages.FirstOrDefault(holds) is { } found)
                    return found;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(over.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException(
                    $"It never showed: {what}. There stands: "
                    + $"{string.Join("\n", Messages.Select(message => $"{message.Conversation} {message.Id}: {message.Text}"))}",
                    e);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        var body = await ReadAsync(request);
        if (Misbehave?.Invoke(request, body) is { } other)
            return other;
        var member = JsonNode.Parse(body)!["members"]![0]!["id"]!.GetValue<string>();
        return Results.Json(new { id = PersonalChat(member.Replace("29:", "", StringComparison.Ordinal)) }, statusCode: 201);
    }

    private async Task<IResult> TakeAsync(string conversation, string? id, HttpRequest request)
    {
        conversation = WebUtility.UrlDecode(conversation);
        var body = await ReadAsync(request);
        if (Misbehave?.Invoke(request, body) is { } other)
            return other;

        // The bot gave up waiting for the answer: what comes after that is for the test that wants it.
        if (request.HttpContext.RequestAborted.IsCancellationRequested)
            return Results.StatusCode(499);
        var activity = JsonSerializer.Deserialize<JsonElement>(body);
        if (activity.GetProperty("type").GetString() == "typing")
            return Results.StatusCode(202);
        Shown.KeepThoseOf(activity);
        lock (_gate)
        {
            var known = id is null ? null : _messages.FirstOrDefault(message => message.Id == id && message.Conversation == conversation);
            if (id is not null && known is null)
            {
                // A card that the test itself put there as the target of a click.
                known = new ShownMessage(id, conversation);
                _messages.Add(known);
            }

            if (known is null)
            {
                known = new ShownMessage((_nextId++).ToString(System.Globalization.CultureInfo.InvariantCulture), conversation)
                {
                    Trace = request.Headers.TraceParent.ToString().Split('-').ElementAtOrDefault(1),
                };
                _messages.Add(known);
            }

            known.Show(activity);
            var signal = _changed;
            _changed = NewSignal();
            signal.SetResult();
            if (AnswersOddly?.Invoke(request, body) is { } odd)
                return odd;
            return LosesAnswer?.Invoke(request, body) == true
                ? Results.StatusCode(502)
                : Results.Json(new { id = known.Id }, statusCode: id is null ? 201 : 200);
        }
    }

    private static async Task<string> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A message of the bot and all its versions.</summary>
internal sealed class ShownMessage(string id, string conversation)
{
    public string Id { get; } = id;

    public string Conversation { get; } = conversation;

    /// <summary>The trace under which it was first sent: that of the activity it answers, or one of the bot's own.</summary>
    public string? Trace { get; init; }

    // Replaced, never changed: tests read it while the bot goes on sending.
    private volatile JsonElement[] _versions = [];

    public IReadOnlyList<JsonElement> Versions => _versions;

    public void Show(JsonElement version) => _versions = [.. _versions, version];

    /// <summary>The card as it stands now.</summary>
    public JsonElement Card => Versions[^1].TryGetProperty("attachments", out var attachments)
        ? attachments[0].GetProperty("content")
        : throw new InvalidOperationException($"The message has no card: {Versions[^1]}\n{Faults.In(Versions[^1].ToString())}");

    /// <summary>All texts of what stands, for looking for words.</summary>
    public string Text =>
        Versions[^1].TryGetProperty("attachments", out _) ? CardReader.Text(Card) : Versions[^1].GetProperty("text").GetString()!;
}
