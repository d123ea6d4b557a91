using System.Collections;
using System.Globalization;
using System.Resources;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Conversation;

/// <summary>What was typed is understood by its words: each line of the table says a phrase, its language, and what it means.</summary>
public sealed class PhraseReaderTests
{
    /// <summary>Steps that do something when they are clicked: no typed word may lead there.</summary>
    private static readonly string[] Deeds =
    [
        "submit", "approve", "reject", "cancel", "undo", "retry", "save", "remove", "mute", "unmute", "off", "keep", "acknowledge",
        "follow",
    ];

    [Fact]
    public async Task Each_phrase_of_the_table_is_understood()
    {
        var (reads, wrong) = (new ReadPhrases(), new List<string>());
        foreach (var row in ReadPhrases.Rows("own.tsv"))
        {
            var heard = await reads.HearAsync(row[0]);
            var said = ReadPhrases.Say(heard);
            if (row[1] != said && row[1] != $"{heard.Language} {said}")
                wrong.Add($"{row[0]}: {heard.Language} {said}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What is pasted may be as long as Teams lets a message be: only its beginning is read, and no form opens for it.</summary>
    [Theory]
    [InlineData("R-")]
    [InlineData("a+")]
    [InlineData("'a a ")]
    [InlineData("grant-owner-contoso-adatum-")]
    [InlineData("grant owner to grace at adatum. ")]
    public async Task Of_what_was_pasted_only_the_beginning_is_read(string again)
    {
        var text = string.Concat(Enumerable.Repeat(again, 1 + (28_000 / again.Length)));
        Assert.True(TypedWords.Read(text).All.Count <= 60);
        Assert.DoesNotContain("grant-owner customer", ReadPhrases.Say(await new ReadPhrases().HearAsync(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_can_be_typed_leads_to_a_step_that_does_something() =>
        Assert.DoesNotContain(Program.Table.SelectMany(entry => entry.Typed), act => Deeds.Contains(act.Step));

    [Fact]
    public void Every_act_has_a_name_and_every_dialog_its_phrases_in_every_language()
    {
        foreach (var texts in Texts.All)
        {
            foreach (var entry in Program.Table)
            {
                Assert.All(entry.Phrases(texts), phrase => Assert.False(string.IsNullOrWhiteSpace(phrase)));
                Assert.All(entry.Typed, act => Assert.False(string.IsNullOrWhiteSpace(entry.Call(texts, act))));
            }
        }
    }

    /// <summary>A word list that nobody asks for, or that is missing, would never be noticed by a reader.</summary>
    [Fact]
    public void The_words_are_those_that_somebody_asks_for()
    {
        var asked = Lexicon.Of(Program.Table).Sayings
            .SelectMany(saying => saying.Parts)
            .Select(part => part.Concept)
            .Where(concept => concept[0] != '=' && concept != Concepts.Role && !Concepts.Built.Contains(concept))
            .Concat(Concepts.Own)
            .Concat(AzureRoles.Offered.Select(role => "role." + role.Name.Replace(" ", "", StringComparison.Ordinal)))
            .ToHashSet();
        var resources = new ResourceManager("CspBot.Resources." + Concepts.Area, typeof(Texts).Assembly);
        foreach (var culture in new[] { CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("fr") })
        {
            var there = resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
                .Cast<DictionaryEntry>()
                .Select(entry => (string)entry.Key);
            Assert.Equal(asked.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("ownr", "owner", 1)]
    [InlineData("onwer", "owner", 1)]
    [InlineData("reservatoin", "reservation", 1)]
    [InlineData("resrvatons", "reservations", 2)]
    [InlineData("byu", "buy", 1)]
    [InlineData("bug", "buy", null)]
    [InlineData("table", "able", null)]
    [InlineData("grace", "grant", null)]
    [InlineData("to", "on", null)]
    public void Faults_are_forgiven_by_the_length_of_the_word(string typed, string known, int? faults) =>
        Assert.Equal(faults, Spelling.Faults(typed, known));
}
