using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;

namespace CspBot.Tests.Cards;

/// <summary>
/// Walks through the bot like somebody who tries every button: whatever it shows on the way is kept by <see cref="ShownCards"/>.
/// </summary>
internal sealed partial class CardTour(BotHost host, string locale)
{
    /// <summary>How far from the card that a phrase opened.</summary>
    private const int Deepest = 5;

    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);

    private Agent Nora => host.Nora.In(locale);

    private Agent Tomas => host.Tomas.In(locale);

    private bool IsFrench => locale.StartsWith("fr", StringComparison.Ordinal);

    private bool IsPseudo => locale == PseudoLanguage.Name;

    private IEnumerable<string> Phrases => Program.Table.Select(entry => entry.Phrase(IsFrench ? Texts.French : Texts.English));

    /// <summary>
    /// Everybody installs, then says every phrase; Nora goes through every button of every card with good, no and bad input.
    /// </summary>
    public async Task EverythingAsync()
    {
        Agent[] people = [Tomas, host.Aisha.In(locale), Nora, host.Pierre.In(locale), host.Ingrid.In(locale), host.Omar.In(locale)];
        foreach (var person in people)
        {
            await person.InstallAsync();
            foreach (var phrase in Phrases)
                await SayAsync(person, phrase);
        }

        foreach (var phrase in Phrases)
        {
            await WalkAsync(Nora, phrase);
            await WalkAsync(Nora, phrase + " " + Scenarios.GoodCustomer);
        }

        await WalkAsync(Nora, "xyzzy");
        await WalkAsync(Nora, IsFrench ? "propriétaire adatum" : "owner adatum");
        await WalkAsync(Nora, IsFrench ? "merci" : "thanks");
        await SayAsync(Nora, "budgetary xork");
        await SayAsync(Nora, IsFrench ? "ne donne pas owner à grace sur adatum" : "do not grant owner to grace on adatum");
        await SayAsync(Nora, IsFrench
            ? "accorde owner à grace et hugo sur adatum jusqu’à vendredi"
            : "grant owner to grace and hugo on adatum until friday");
        await SayAsync(Nora, IsFrench ? "qui peut acheter chez adatum ?" : "who can buy at adatum?");
        await SayAsync(Nora, IsFrench ? "clients adatum pharma" : "customers adatum pharma");
        foreach (var phrase in Phrases)
            await WalkAsync(Nora, (IsFrench ? "aide " : "help ") + phrase);
        await WalkAsync(Tomas, Phrases.Last());
        await host.Nora.In(locale).SendAsync(Nora.Forge("no-such/button", []));
        await Nora.SendAsync(Nora.Forge("requests/show", new JsonObject { ["request"] = "R-00000" }));
    }

    /// <summary>Every customer of the seeded world, whatever is wrong with it, as far as the review.</summary>
    public async Task EveryCustomerAsync()
    {
        var world = await host.WorldAsync();
        foreach (var customer in world.GetProperty("customers").EnumerateArray())
        {
            var id = customer.GetProperty("id").GetString()!;
            var user = world.GetProperty("users").EnumerateArray().FirstOrDefault(one => one.GetProperty("tenant").GetString() == id);
            var form = await SayAsync(Nora, Phrases.First() + " " + id);
            if (user.ValueKind == JsonValueKind.Object && CardReader.HasButton(form, "grant-owner/details"))
                await ClickAsync(Nora, form, CardReader.Button(form, "grant-owner/details"), new Dictionary<string, string>(Good(form))
                {
                    ["user"] = user.GetProperty("id").GetString()!,
                });
        }
    }

    /// <summary>A request in each of its states, as requester and approvers see them.</summary>
    public async Task EveryStateAsync()
    {
        await Tomas.InstallAsync();
        var rejected = await AskAsync();
        await DecideAsync(rejected, "requests/reject", "Not this week");
        await ListAsync();

        var withdrawn = await AskAsync();
        var more = await ClickAsync(Nora, withdrawn, CardReader.Button(withdrawn, "requests/more"));
        withdrawn = await ClickAsync(
            Nora, more, CardReader.Button(more, "requests/end"), new Dictionary<string, string> { ["duration"] = "30d" });
        await Tomas.SeesAsync(CardReader.Spaced(Texts.For(locale).Find(RequestsText.LaterTitle)!.Split("{0}")[1]));
        await ClickAsync(Nora, withdrawn, CardReader.Button(withdrawn, "requests/cancel"));

        var expired = await AskAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        await Tomas.SeesAsync(CardReader.Spaced(Texts.For(locale).Find(RequestsText.ReminderTitle)!.Split("{0}")[1]));
        await host.LeapAsync(TimeSpan.FromHours(9));
        await StateAsync(expired, "Requests.Line.expired");

        // The pretend cloud refuses for good, then only for a while.
        await host.ControlAsync("faults", new { api = "arm", method = "PUT", status = 400, code = "RoleAssignmentLimitExceeded" });
        var failed = await AskAsync();
        await DecideAsync(failed, "requests/approve", "");
        await StateAsync(failed, "Requests.Line.failed");
        await host.ClearFaultsAsync();

        var granted = await AskAsync("1h");
        await DecideAsync(granted, "requests/approve", "Go on");
        var card = await StateAsync(granted, "Requests.Line.succeededUntil");
        await ListAsync();
        await WalkAsync(Nora, IsFrench ? "demandes" : "requests");
        await ClickAsync(Nora, card, CardReader.Button(card, "requests/undo"));
        await StateAsync(granted, "Requests.Line.ended");
    }

    /// <summary>What rules as text add: a ticket's field, a warning, one of two who agreed, what is refused, and the simulation.</summary>
    public async Task RulesAsync()
    {
        await Tomas.InstallAsync();
        await host.Aisha.In(locale).InstallAsync();
        await Scenarios.KnowChannelAsync(Tomas, CardTourTests.SecondChannel);
        var pierre = host.Pierre.In(locale);
        await host.ControlAsync("roles", new { user = pierre.ObjectId, roles = new[] { "AdminAgents" } });
        await pierre.InstallAsync();
        var absence = await SayAsync(Tomas, IsFrench ? "déléguer" : "absence");
        foreach (var (field, value) in new[] { ("fromDay", "someday"), ("delegate", pierre.ObjectId) })
            await ClickAsync(
                Tomas,
                absence,
                CardReader.Button(absence, "requests/absence-submit"),
                new Dictionary<string, string> { [field] = value });
        foreach (var duration in new[] { "30d", "8h", "1h" })
        {
            if (await ByRuleAsync(duration) is not { } asked)
                continue;
            var ask = await Scenarios.AskForAsync(host, Tomas, Scenarios.RequestOf(asked));
            await ClickAsync(Tomas, ask.Card, CardReader.Button(ask.Card, "requests/looking"));
            await DecideAsync(asked, "requests/approve", "Fine with me");
            await StateAsync(asked, "Requests.Line.firstYes");
        }

        var permission = await SayAsync(
            Nora, (IsFrench ? "autorisation réservation " : "reservation permission ") + Scenarios.GoodCustomer);
        var wish = new Dictionary<string, string> { ["reservedInstances"] = "true", ["liability"] = "true", ["reason"] = "They asked" };
        var ticket = await ClickAsync(Nora, permission, CardReader.Button(permission, "reservation-permission/submit"), wish);
        wish["ticket"] = "none";
        await ClickAsync(Nora, ticket, CardReader.Button(ticket, "reservation-permission/submit"), wish);
        await WalkAsync(Nora, (IsFrench ? "simuler une demande " : "requests simulate ") + Scenarios.GoodCustomer);
        await WalkAsync(Tomas, IsFrench ? "demandes" : "requests");
        var away = await SayAsync(Tomas, IsFrench ? "déléguer" : "absence");
        if (CardReader.HasButton(away, "requests/absence-end"))
            await ClickAsync(Tomas, away, CardReader.Button(away, "requests/absence-end"));

        // Nobody decides on what waits: others are asked.
        if (await ByRuleAsync("4h") is not { } last)
            return;
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await host.Teams.WaitForAsync("the second channel is asked", message => message.Conversation == CardTourTests.SecondChannel
            && message.Text.Contains(Id(last), StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, ApprovalChannel.Refresh));
    }

    /// <summary>Asks for a right that a rule speaks of; null where the rule lets it not be asked for.</summary>
    private async Task<JsonElement?> ByRuleAsync(string duration)
    {
        var form = await SayAsync(Nora, Phrases.First() + " " + Scenarios.GoodCustomer);
        var filled = new Dictionary<string, string>(Good(form)) { ["duration"] = duration, ["ticket"] = "INC123" };
        filled["user"] = CardReader.Choices(form, "user")[0].Value;
        var review = await ClickAsync(Nora, form, CardReader.Button(form, "grant-owner/details"), filled);
        return CardReader.HasButton(review, "grant-owner/submit")
            ? await ClickAsync(Nora, review, CardReader.Button(review, "grant-owner/submit"))
            : null;
    }

    /// <summary>A request in the approvers' channel: as it stands for all, and each reader's face, before and after a yes.</summary>
    public async Task FacesAsync()
    {
        await Tomas.InstallAsync();
        await ApprovalChannel.OpenAsync(Tomas);
        var (_, asked) = await ApprovalChannel.AskAsync(host, Nora);
        var refresh = asked.Card.GetProperty("refresh").GetProperty("action");
        Agent[] readers = [Nora, Tomas, host.Pierre.In(locale)];
        foreach (var reader in readers)
            await ApprovalChannel.FaceAsync(reader, asked, "automatic", refresh);
        var mine = await ApprovalChannel.FaceAsync(Tomas, asked, "manual", refresh);
        await ApprovalChannel.ClickAsync(Tomas, asked, mine, "requests/approve");
        foreach (var reader in readers)
            await ApprovalChannel.FaceAsync(reader, asked, "manual", refresh);
    }

    /// <summary>What the bot says while a service of the cloud fails.</summary>
    public async Task FaultAsync(object fault)
    {
        var form = await SayAsync(Nora, Phrases.First() + " " + Scenarios.GoodCustomer);
        await host.ControlAsync("faults", fault);
        foreach (var phrase in Phrases)
            await SayAsync(Nora, phrase + " " + Scenarios.GoodCustomer);
        await ClickAsync(Nora, form, CardReader.Button(form, "grant-owner/details"), Good(form));
        await host.ClearFaultsAsync();
    }

    /// <summary>
    /// What is typed may be answered in its own language. Nobody types in the pseudo-language: the answer's buttons are clicked as if they
    /// stood on a card in it.
    /// </summary>
    private async Task<JsonElement> SayAsync(Agent person, string said)
    {
        var shown = await person.SaysAsync(said);
        return IsPseudo && shown.GetProperty("lang").GetString() is { } spoken && spoken != locale
            ? JsonElement.Parse(shown.GetRawText().Replace(
                $"\"{Look.LanguageOfCard}\":\"{spoken}\"", $"\"{Look.LanguageOfCard}\":\"{locale}\"", StringComparison.Ordinal))
            : shown;
    }

    private async Task WalkAsync(Agent person, string said) => await WalkAsync(person, await SayAsync(person, said), Deepest);

    private async Task WalkAsync(Agent person, JsonElement card, int further)
    {
        if (further == 0)
            return;
        foreach (var button in CardReader.Buttons(card))
        {
            var sendsInputs = !button.TryGetProperty("associatedInputs", out var associated) || associated.GetString() != "none";
            foreach (var filled in sendsInputs ? new[] { Good(card), Nothing(card), Bad(card) } : [Nothing(card)])
            {
                var step = $"{person.ObjectId} {Numbers().Replace(ShownCards.Title(card), "#")} "
                    + $"{Numbers().Replace(button.GetProperty("data").GetRawText(), "#")} {button.GetProperty("verb")} "
                    + $"{string.Join(',', filled.Values.Select(value => value.Length))}";
                if (_tried.Add(step))
                    await WalkAsync(person, await ClickAsync(person, card, button, filled), further - 1);
            }
        }
    }

    private static async Task<JsonElement> ClickAsync(
        Agent person, JsonElement card, JsonElement button, IReadOnlyDictionary<string, string>? filled = null)
    {
        var verb = button.GetProperty("verb").GetString()!;
        var (answer, body) = await person.SendAsync(person.Forge(verb, CardReader.DataOf(card, button, filled), person.Mine()[^1].Id));
        if (!answer.IsSuccessStatusCode || body.GetProperty("type").GetString() != "application/vnd.microsoft.card.adaptive")
            throw new InvalidOperationException($"{verb} was answered with {(int)answer.StatusCode} {body}");
        return body.GetProperty("value");
    }

    /// <summary>A new request, once all that the bot says unasked has been said: it would be taken for the answer.</summary>
    private async Task<JsonElement> AskAsync(string duration = "8h")
    {
        await host.LeapAsync(TimeSpan.FromSeconds(2));
        await host.LeapAsync(TimeSpan.Zero);
        return (await Scenarios.SubmitGrantAsync(host, Nora, duration)).Card;
    }

    private async Task DecideAsync(JsonElement asked, string verb, string comment)
    {
        var id = Id(asked);
        var ask = await host.Teams.WaitForAsync($"the approval card of {id}", message => message.Conversation == Tomas.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, verb));

        // The card as it was, also for the second click: Teams has edited it by then.
        var asks = ask.Card;
        await Tomas.ClicksAsync(asks, verb, new Dictionary<string, string> { ["comment"] = comment }, ask.Id);
        await Tomas.ClicksAsync(asks, verb, null, ask.Id);
    }

    /// <summary>Waits until the requester's card says this, and gives the card.</summary>
    private async Task<JsonElement> StateAsync(JsonElement asked, string key)
    {
        var (id, words) = (Id(asked), CardReader.Spaced(Texts.For(locale).Find(key)!.Split('{')[0]));
        var shown = await host.Teams.WaitForAsync($"{id}: {words}", message => message.Conversation == Nora.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal));
        return shown.Card;
    }

    private async Task ListAsync()
    {
        var phrase = IsFrench ? "demandes" : "requests";
        await WalkAsync(Tomas, phrase);
        await SayAsync(Nora, phrase);
    }

    private static string Id(JsonElement card) => RequestId().Match(CardReader.Text(card)).Value;

    private static Dictionary<string, string> Good(JsonElement card) => Fill(card, input => Type(input) switch
    {
        "Input.ChoiceSet" =>
            input.GetProperty("choices").GetArrayLength() == 0 ? "" : input.GetProperty("choices")[0].GetProperty("value").GetString()!,
        "Input.Toggle" => input.TryGetProperty("valueOn", out var on) ? on.GetString()! : "true",
        "Input.Number" => "1",
        "Input.Date" => "2026-12-01",
        "Input.Time" => "09:30",
        _ => "Moving to *new* [hardware](https://example.com) _soon_",
    });

    private static Dictionary<string, string> Nothing(JsonElement card) => Fill(card, _ => "");

    private static Dictionary<string, string> Bad(JsonElement card) =>
        Fill(card, input => Type(input) == "Input.Text" ? new string('w', 700) : "none of these");

    // What stands in a field already, such as a customer's id that is carried along unseen, stays.
    private static Dictionary<string, string> Fill(JsonElement card, Func<JsonElement, string> value) =>
        CardReader.Inputs(card)
            .Where(input => !input.TryGetProperty("value", out _))
            .ToDictionary(input => input.GetProperty("id").GetString()!, value);

    private static string Type(JsonElement input) => input.GetProperty("type").GetString()!;

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|R-[0-9A-Z]{5}|\\d+|\"(form|seal)\":\"[^\"]*\"")]
    private static partial Regex Numbers();

    [GeneratedRegex("R-[0-9A-Z]{5}")]
    private static partial Regex RequestId();
}
