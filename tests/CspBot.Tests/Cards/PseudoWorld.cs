using System.Net.Http.Json;
using System.Text.Json;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>A walk in the pseudo-language: every word on its cards that no resource file says and that is no data, by name.</summary>
internal static class PseudoWorld
{
    /// <summary>Names of Microsoft's that are the same in every language, what the tour types, and what can be typed.</summary>
    private const string Names = """
        Azure Microsoft Teams Partner Center Entra Graph Stack Resource Manager Visual Studio Owner UTC CSV
        Moving new hardware soon Migration weekend Not this week Go on none these
        grant owner reservation permission reservations onboard stack customers visual studio requests notifications help
        Nora Lind Tomas Berg Aisha Khan Pierre Martin Ingrid Solberg Omar Haddad
        """;

    public static async Task CheckAsync(BotHost host, Func<CardTour, Task> walk)
    {
        await walk(new CardTour(host, PseudoLanguage.Name));
        var world = await TestBot.Http.GetFromJsonAsync<JsonElement>(new Uri(host.Sandbox.Control, "/control/world?all=true"));
        var finder = new HardCoded(
            [.. Strings(world), Names, .. Months(), .. OwnNames()],
            [.. Texts.All.Select(texts => texts.Find(OnboardStackTenantText.HandOver_Hello)!.Split("{0}")[0])]);
        var cards = host.Teams.Shown.Here.Values.Where(card => card.GetProperty("lang").GetString() == PseudoLanguage.Name).ToList();
        Assert.NotEmpty(cards);
        var found = cards.SelectMany(finder.On).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, $"{found.Count} of {cards.Count} cards:\n" + string.Join('\n', found));
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    /// <summary>The buttons that choose a language call it as its speakers do.</summary>
    private static IEnumerable<string> OwnNames() => Texts.All.Select(texts => texts["Languages.Name." + texts.Language]);

    /// <summary>Months as the pseudo-language's culture writes them: no text of ours.</summary>
    private static IEnumerable<string> Months() =>
        Texts.For(PseudoLanguage.Name).Culture.DateTimeFormat is var names ? names.MonthNames.Concat(names.AbbreviatedMonthNames) : [];
}
