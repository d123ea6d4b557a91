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
    }.Concat(Faults.Select(fault => WalkAsync(locale, tour => tour.FaultAsync(fault))))));

    private static async Task WalkAsync(string locale, Func<CardTour, Task> walk)
    {
        await using var host = await BotHost.StartAsync();
        await walk(new CardTour(host, locale));
        foreach (var card in host.Teams.Shown.Here.Values)
            Met.Keep(card);
    }
}
