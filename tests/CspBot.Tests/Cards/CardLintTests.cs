using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>Runs after all tests that share the processors, so that the cards of the whole run are there.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AfterTheOthers
{
    public const string Name = "After the others";
}

/// <summary>All cards of the run, once the tour of the bot is over.</summary>
public sealed class ToldCards : IAsyncLifetime
{
    private Task<LintRun[]>? _linted;

    public IReadOnlyDictionary<string, JsonElement> All { get; private set; } = new Dictionary<string, JsonElement>();

    public async Task InitializeAsync()
    {
        await CardTourTests.MadeAsync();
        All = ShownCards.All;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>
    /// Renderer and schema, where it is there, look at each card together. Thousands of cards take half a minute, and nothing else runs
    /// any more: each processor takes its share.
    /// </summary>
    public Task<LintRun[]> LintedAsync() =>
        _linted ??= Task.WhenAll(All.Chunk((All.Count / Environment.ProcessorCount) + 1).Select(share => LintAsync(new(share))));

    private static async Task<LintRun> LintAsync(Dictionary<string, JsonElement> share)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(share));
            var (code, output) =
                await NodeScript.RunAsync("lint-cards.mjs", File.Exists(Tools.CardSchema) ? [file, Tools.CardSchema] : [file]);
            return new LintRun(share.Count, code, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>What one run of the lint said of its share of the cards.</summary>
public sealed record LintRun(int Cards, int Code, string Output);

/// <summary>Every card that the bot can show keeps the rules, pleases Microsoft's renderer, and fits the official schema.</summary>
[Collection(AfterTheOthers.Name)]
public sealed class CardLintTests(ToldCards cards) : IClassFixture<ToldCards>
{
    [Fact]
    public void Every_card_keeps_rule_9()
    {
        var broken = cards.All
            .SelectMany(card => CardJsonRules.Check(card.Value).Select(fault => $"{card.Key}: {fault}"))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(broken.Count == 0, string.Join("\n", broken));
    }

    [Theory]
    [InlineData("Help.Title")]
    [InlineData("Help.WelcomeTitle")]
    [InlineData("Help.UnknownText")]
    [InlineData("Help.ChooseTitle")]
    [InlineData("Help.NothingNear")]
    [InlineData("Help.OpenedNothing")]
    [InlineData("Help.NeedsTitle")]
    [InlineData("Help.Small.thanks")]
    [InlineData("Languages.Intro")]
    [InlineData("Common.CustomerLabel")]
    [InlineData("Common.NoCustomerFits")]
    [InlineData("Common.ClosedTitle")]
    [InlineData("Common.RefusedTitle")]
    [InlineData("Common.FieldsToMend")]
    [InlineData("GrantOwner.FormTitle")]
    [InlineData("GrantOwner.ReviewTitle")]
    [InlineData("GrantOwner.NotReady")]
    [InlineData("Refusal.NoRole")]
    [InlineData("Refusal.RoleMissing.AdminAgent")]
    [InlineData("Refusal.RolesUnknown")]
    [InlineData("Refusal.Cloud.Throttled")]
    [InlineData("Refusal.UnknownButton")]
    [InlineData("Requests.ListTitle")]
    [InlineData("Requests.ExportTitle")]
    [InlineData("Requests.ReminderTitle")]
    [InlineData("Requests.LaterText")]
    [InlineData("Requests.AskLine")]
    [InlineData("Requests.YouDecided")]
    [InlineData("Requests.Line.pending-approval")]
    [InlineData("Requests.Line.approvedBy")]
    [InlineData("Requests.Line.succeededUntil")]
    [InlineData("Requests.Line.rejected")]
    [InlineData("Requests.Line.cancelled")]
    [InlineData("Requests.Line.expired")]
    [InlineData("Requests.Line.failed")]
    [InlineData("Requests.Line.ended")]
    public void The_tour_met_the_card_in_both_languages(string key)
    {
        foreach (var texts in Texts.All)
        {
            // The reader of cards shows a space that does not break as a plain one.
            var said = CardReader.Spaced(texts.Find(key)!);
            var pattern = Regex.Replace(Regex.Escape(said), @"\\\{\d+(:[^}]*)?\}", ".*");
            var shown = cards.All.Values.Where(card => card.GetProperty("lang").GetString() == texts.Language).Select(CardReader.Text);
            Assert.Contains(shown, text => Regex.IsMatch(text, pattern));
        }
    }

    [RequiresFact("npm-ci", "chromium")]
    public async Task Every_card_passes_the_lint_of_the_renderer()
    {
        var runs = await cards.LintedAsync();
        Assert.Equal(cards.All.Count, runs.Sum(run => run.Cards));
        foreach (var (count, code, output) in runs)
        {
            var faults = output.Split('\n').Where(line => !line.StartsWith("ok  ", StringComparison.Ordinal));
            Assert.True(code == 0, string.Join('\n', faults));
            Assert.Contains($"{count} cards, 0 faults", output, StringComparison.Ordinal);
        }
    }

    [RequiresFact("npm-ci", "chromium", "card-schema")]
    public async Task Every_card_fits_the_official_schema()
    {
        await Every_card_passes_the_lint_of_the_renderer();
        Assert.All(
            await cards.LintedAsync(), run => Assert.DoesNotContain("no schema was checked", run.Output, StringComparison.Ordinal));
    }
}
