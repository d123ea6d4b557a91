using System.Text.Json;
using AdaptiveCards;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>What a name turns into on a card, seen through Microsoft's own renderer: the same letters, never a link or a date.</summary>
public sealed class ShownTextTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["[Approve](https://evil.example)"] = "[Approve](https://evil.example)",
        ["<https://evil.example>"] = "<https://evil.example>",
        ["{{DATE(2026-11-28T00:00:00Z,SHORT)}}"] = "{{DATE(2026-11-28T00:00:00Z,SHORT)}}",
        ["{{TIME(2026-11-28T00:00:00Z)}}"] = "{{TIME(2026-11-28T00:00:00Z)}}",
        ["# Approved"] = "# Approved",
        ["> by Tomas Berg"] = "> by Tomas Berg",
        ["- one 2*3*4 _x_ `y` ~~z~~"] = "- one 2*3*4 _x_ `y` ~~z~~",
        ["Research &amp; Sons"] = "Research &amp; Sons",
        ["CONTOSO\\nora \\[x]"] = "CONTOSO\\nora \\[x]",
        ["Contoso\u202Egnp.exe\u2066\u200B"] = "Contosognp.exe",
        ["Société Générale (S.A.) - 1.5 %"] = "Société Générale (S.A.) - 1.5 %",
    };

    [RequiresFact("npm-ci", "chromium")]
    public async Task Names_are_shown_as_they_are()
    {
        var shown = await ShownAsync(Names.Keys.Select(name => Look.Card(Texts.English, name, [Look.Facts([("Customer", name)])])));
        foreach (var (name, card) in Names.Values.Zip(shown))
        {
            Assert.Equal(2, card.Text.Split('\n').Count(line => line.Trim() == name));
            Assert.Equal(0, card.Links);
        }
    }

    [RequiresFact("npm-ci", "chromium")]
    public async Task No_title_of_a_choice_a_tick_or_a_button_becomes_a_link_or_a_date()
    {
        var shown = await ShownAsync(Names.Keys.Select(name => Look.Card(
            Texts.English,
            "Form",
            [
                new AdaptiveChoiceSetInput
                {
                    Id = "c",
                    Label = name,
                    Style = AdaptiveChoiceInputStyle.Expanded,
                    Choices = [new AdaptiveChoice { Title = name, Value = "1" }],
                },
                new AdaptiveToggleInput { Id = "t", Label = name, Title = name },
            ],
            [Look.Go(name, "a/b", [])])));
        Assert.All(shown, card =>
        {
            Assert.Equal(0, card.Links);
            Assert.DoesNotContain("Nov", card.Text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202E', card.Text);
        });
    }

    private static async Task<IReadOnlyList<Shown>> ShownAsync(IEnumerable<AdaptiveCard> cards)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"[{string.Join(',', cards.Select(card => card.ToJson()))}]");
            var (code, output) = await NodeScript.RunAsync("shown-text.mjs", [file]);
            Assert.True(code == 0, output);
            return JsonSerializer.Deserialize<List<Shown>>(output.Trim(), JsonSerializerOptions.Web)!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Shown(string Text, int Links);
}
