using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Tests.Harness;

/// <summary>A person in Teams: says, clicks, searches, and looks at what the bot shows.</summary>
internal sealed class Agent(TestBot host, string objectId, string name, string locale)
{
    private const int MostClicks = 5;
    private static long s_activity = 1_780_000_000_000;

    public string ObjectId => objectId;

    /// <summary>The bot it talks to, and its world.</summary>
    public TestBot Host => host;

    public string Chat => PretendTeams.PersonalChat(objectId);

    /// <summary>What this person types: a phrase is answered in its own language, whatever the reader's.</summary>
    public string Words(string english, string french) =>
        locale.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? french : english;

    /// <summary>The same person with another language, tenant or conversation.</summary>
    public Agent In(string otherLocale) => new(host, objectId, name, otherLocale) { Tenant = Tenant, Zone = Zone };

    /// <summary>The same person in another time zone; null: their client does not tell it.</summary>
    public Agent At(string? otherZone) => new(host, objectId, name, locale) { Tenant = Tenant, Zone = otherZone };

    /// <summary>Somebody with the same object id in another tenant.</summary>
    public Agent Of(string tenant) => new(host, objectId, name, locale) { Tenant = tenant, Zone = Zone };

    public string Tenant { get; init; } = "00000000-0000-4000-8000-000000000001";

    /// <summary>What the client tells as its time zone.</summary>
    public string? Zone { get; init; } = "Europe/Paris";

    /// <summary>Installs the bot: its chat is known from now on.</summary>
    public async Task<ShownMessage> InstallAsync()
    {
        var answer = await PostAsync(Activity("installationUpdate", new JsonObject { ["action"] = "add" }));
        answer.EnsureSuccessStatusCode();
        return await host.Teams.WaitForAsync($"the welcome of {name}", message => message.Conversation == Chat);
    }

    /// <summary>Types something; the card that comes as answer. Typed again where the bot asks for that, as with clicks.</summary>
    public async Task<JsonElement> SaysAsync(string text)
    {
        for (var tries = 1; ; tries++)
        {
            // A notice may come at any moment: the answer is what is sent under the trace of what was typed.
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            using var typed = new HttpRequestMessage(HttpMethod.Post, host.Endpoint)
            {
                Content = JsonContent.Create(Activity("message", new JsonObject { ["text"] = text, ["textFormat"] = "plain" })),
                Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01" } },
            };
            (await TestBot.Http.SendAsync(typed)).EnsureSuccessStatusCode();
            var shown = (await host.Teams.WaitForAsync(
                $"the answer to '{text}'", message => message.Conversation == Chat && message.Trace == trace)).Card;
            if (tries == MostClicks || host.HasOrderedTrouble || !AsksToClickAgain(shown))
                return shown;
        }
    }

    /// <summary>
    /// Clicks a button of a card with what was filled in; the card that takes its place, or that comes beside a card which stays.
    /// </summary>
    /// <remarks>
    /// The bot answers within three seconds, whatever happens; on a machine with too much to do that may be "please click again". Where no
    /// test has ordered a slow cloud, people do as they are told, for a while.
    /// </remarks>
    public async Task<JsonElement> ClicksAsync(
        JsonElement card,
        string verb,
        IReadOnlyDictionary<string, string>? filled = null,
        string? cardId = null,
        Action<JsonObject>? forge = null)
    {
        var isBeside = CardReader.Button(card, verb).TryGetProperty("data", out var data) && data.TryGetProperty(NextStep.Beside, out _);
        for (var clicks = 1; ; clicks++)
        {
            var before = Mine();
            var (answer, body) = await SendAsync(Click(card, verb, filled, cardId, forge));
            if (answer.StatusCode != HttpStatusCode.OK || body.GetProperty("type").GetString() != "application/vnd.microsoft.card.adaptive")
            {
                throw new InvalidOperationException(
                    $"The click on {verb} was answered with {(int)answer.StatusCode} {body}\n{Faults.In(body.ToString())}");
            }

            // It was sent before the click was answered; what else came meanwhile leads to its request.
            var shown = isBeside && Mine().Except(before).FirstOrDefault(
                message => !CardReader.HasButton(message.Card, "requests/show")) is { } beside ? beside.Card : body.GetProperty("value");
            if (clicks == MostClicks || host.HasOrderedTrouble || !AsksToClickAgain(shown))
                return shown;
        }
    }

    /// <summary>
    /// The same click as often as the bot asks for it: on a machine with too much to do it may not have read a role in time.
    /// </summary>
    public async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsAskedAsync(JsonObject activity)
    {
        for (var clicks = 1; ; clicks++)
        {
            var (answer, body) = await SendAsync(activity.DeepClone().AsObject());
            if (clicks == MostClicks || host.HasOrderedTrouble || !body.TryGetProperty("value", out var card) || !AsksToClickAgain(card))
                return (answer, body);
        }
    }

    private bool AsksToClickAgain(JsonElement card)
    {
        var said = CardReader.Text(card);
        return new[] { Texts.English, Texts.French, Texts.For(locale) }.Any(texts =>
            said.Contains(CardReader.Spaced(texts["Refusal.Cloud.TimedOut"]), StringComparison.Ordinal)
            || said.Contains(CardReader.Spaced(texts["Refusal.RolesUnknown"]), StringComparison.Ordinal));
    }

    /// <summary>The invoke of a click, to be sent as often as wanted.</summary>
    public JsonObject Click(
        JsonElement card,
        string verb,
        IReadOnlyDictionary<string, string>? filled = null,
        string? cardId = null,
        Action<JsonObject>? forge = null)
    {
        var button = CardReader.Button(card, verb);
        var data = CardReader.DataOf(card, button, filled);
        forge?.Invoke(data);
        return Invoke(
            "adaptiveCard/action",
            new JsonObject
            {
                ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = verb, ["data"] = data },
                ["trigger"] = "manual",
            },
            cardId ?? Mine().LastOrDefault()?.Id);
    }

    /// <summary>Any click at all, made up from nothing.</summary>
    public JsonObject Forge(string verb, JsonObject data, string? cardId = null) =>
        Invoke(
            "adaptiveCard/action",
            new JsonObject
            {
                ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = verb, ["data"] = data },
                ["trigger"] = "manual",
            },
            cardId);

    public async Task<IReadOnlyList<(string Title, string Value)>> SearchesAsync(string dataset, string text, JsonObject? data = null)
    {
        var value = new JsonObject
        {
            ["queryText"] = text,
            ["queryOptions"] = new JsonObject { ["skip"] = 0, ["top"] = 15 },
            ["dataset"] = dataset,
        };
        if (data is not null)
            value["data"] = data;
        var (answer, body) = await SendAsync(Invoke("application/search", value, Mine().LastOrDefault()?.Id));
        answer.EnsureSuccessStatusCode();
        return [.. body
            .GetProperty("value")
            .GetProperty("results")
            .EnumerateArray()
            .Select(hit => (hit.GetProperty("title").GetString()!, hit.GetProperty("value").GetString()!))];
    }

    public async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(JsonObject activity)
    {
        var answer = await PostAsync(activity);
        var text = await answer.Content.ReadAsStringAsync();
        var body = text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        host.Teams.Shown.KeepAnswer(body);
        return (answer, body);
    }

    /// <summary>The bot's messages in this person's chat.</summary>
    public IReadOnlyList<ShownMessage> Mine() => [.. host.Teams.Messages.Where(message => message.Conversation == Chat)];

    /// <summary>The message in this person's chat that says this, now or soon.</summary>
    public Task<ShownMessage> SeesAsync(string words, TimeSpan? patience = null) =>
        host.Teams.WaitForAsync(
            $"'{words}' for {name}",
            message => message.Conversation == Chat && message.Text.Contains(words, StringComparison.Ordinal),
            patience);

    public Task<HttpResponseMessage> PostAsync(JsonObject activity) => TestBot.Http.PostAsJsonAsync(host.Endpoint, activity);

    public JsonObject Activity(string type, JsonObject more)
    {
        var activity = new JsonObject
        {
            ["type"] = type,
            ["id"] = Interlocked.Increment(ref s_activity).ToString(CultureInfo.InvariantCulture),
            ["channelId"] = "msteams",
            ["serviceUrl"] = host.Teams.ServiceUrl.ToString(),
            ["locale"] = locale,
            ["localTimezone"] = Zone,
            ["from"] = new JsonObject { ["id"] = "29:" + objectId, ["name"] = name, ["aadObjectId"] = objectId },
            ["recipient"] = new JsonObject { ["id"] = "28:00000000-0000-4000-8000-000000000010", ["name"] = "CspBot" },
            ["conversation"] = new JsonObject { ["id"] = Chat, ["conversationType"] = "personal", ["tenantId"] = Tenant },
            ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = Tenant } },
        };
        foreach (var (key, value) in more)
            activity[key] = value?.DeepClone();
        return activity;
    }

    private JsonObject Invoke(string invoke, JsonObject value, string? cardId)
    {
        var activity = Activity("invoke", new JsonObject { ["name"] = invoke, ["value"] = value });
        if (cardId is not null)
            activity["replyToId"] = cardId;
        return activity;
    }
}
