using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>The tour of the bot, once and beside other tests: every card in both languages. The lint looks at them in the end.</summary>
public sealed class CardTourTests
{
    private static readonly object[] Faults =
    [
        new { api = "graph", status = 500 },
        new { api = "partnercenter", status = 429, retryAfter = 60 },
        new { api = "arm", status = 403, code = "AuthorizationFailed" },
        new { api = "login", dropConnection = true },
    ];

    /// <summary>Is told of requests, and asked when nobody has decided.</summary>
    internal const string SecondChannel = "19:second@thread.tacv2";

    /// <summary>Each of them is met on the way.</summary>
    internal static readonly Dictionary<string, string?> Rules = new()
    {
        ["Approvals:Policy:0"] = "stamps: when dialog is onboard-stack-tenant then decided by 5",
        ["Approvals:Policy:1"] = "production: when dialog is grant-owner and customer is sensitive"
            + " then asked by AdminAgent, decided by 2 of AdminAgent, at most 7d,"
            + " ticket \"INC[0-9]+\" \"https://tickets.example/{ticket}\","
            + " hours Mon-Sun 00:00-24:00 Europe/Paris, reason",
        ["Approvals:Policy:2"] = "permissions: when dialog is reservation-permission then ticket \"INC[0-9]+\"",
        ["Approvals:Escalate:After"] = "01:00:00",
        ["Approvals:Escalate:Conversation"] = SecondChannel,
        ["Approvals:Told"] = SecondChannel,
        ["Approvals:Sensitive:0:Customer"] = "Adatum Corporation",
        ["Approvals:Sensitive:0:Warning"] = "A hospital runs on this. Call its duty officer first.",
        ["Approvals:Sensitive:0:Warnings:fr"] = "Un hôpital en dépend. Appelez d’abord son officier de garde.",
    };

    private static readonly Lazy<Task> Tour = new(WalkAsync);

    /// <summary>What the tour met.</summary>
    internal static ShownCards Met { get; } = new();

    /// <summary>The tour, begun by whoever asks first.</summary>
    internal static Task MadeAsync() => Tour.Value;

    [Fact]
    public async Task The_tour_sees_every_card()
    {
        await MadeAsync();
        Assert.NotEmpty(Met.Here);
    }

    // Each walk waits for its conversation's pace rather than for a processor.
    private static Task WalkAsync() => Task.WhenAll(new[] { "fr-FR", "en-US" }.SelectMany(locale => new[]
    {
        WalkAsync(locale, async tour =>
        {
            await tour.EverythingAsync();
            await tour.EveryCustomerAsync();
        }),
        WalkAsync(locale, tour => tour.EveryStateAsync()),
        WalkAsync(locale, tour => tour.RulesAsync(), Rules),
        WalkAsync(locale, tour => tour.FacesAsync(), ApprovalChannel.Setting),
    }.Concat(Faults.Select(fault => WalkAsync(locale, tour => tour.FaultAsync(fault))))));

    private static async Task WalkAsync(string locale, Func<CardTour, Task> walk, Dictionary<string, string?>? settings = null)
    {
        await using var host = await BotHost.StartAsync(settings);
        await walk(new CardTour(host, locale));
        foreach (var card in host.Teams.Shown.Here.Values)
            Met.Keep(card);
    }
}
