using CspBot.Cloud;
using CspBot.Conversation;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Conversation;

/// <summary>
/// Phrases that were written without sight of the reader, half of them with errors: how many are understood, with every field; and how many
/// that mean something else open a changing form with a customer filled in.
/// </summary>
public sealed class PhraseRatesTests(ITestOutputHelper output)
{
    private const double Wanted = 0.97;

    // A step that is reached by a button of the card that opens, because it needs what the card shows.
    private static readonly Dictionary<string, string> ReachedFrom = new()
    {
        ["customers/revoke"] = "customers/access",
        ["onboard-stack-tenant/offboard"] = "onboard-stack-tenant/tenants",
    };

    [Theory]
    [InlineData("phrases.en.tsv")]
    [InlineData("phrases.fr.tsv")]
    public async Task The_right_dialog_opens_with_the_right_fields(string file)
    {
        var reads = new ReadPhrases();
        var (right, all) = (0, 0);
        foreach (var row in ReadPhrases.Rows(file).Skip(1).Select(Padded))
        {
            var heard = await reads.HearAsync(row[0]);
            all++;
            if (Wrong(reads, heard, row) is { Length: > 0 } wrong)
                output.WriteLine($"{row[0]}: {ReadPhrases.Say(heard)} ({wrong})");
            else
                right++;
        }

        output.WriteLine($"{file}: {right} of {all}, {(double)right / all:P1}");
        Assert.True(right >= Wanted * all, $"{right} of {all}");
    }

    [Fact]
    public async Task What_means_something_else_fills_no_customer_into_a_changing_form()
    {
        var (reads, wrong, kinds) = (new ReadPhrases(), new List<string>(), new Dictionary<string, int>());
        foreach (var row in ReadPhrases.Rows("other.tsv").Skip(1))
        {
            var heard = await reads.HearAsync(row[0]);
            var kind = heard is Heard.Open { Meant.Act.Changes: true } ? "Form" : heard.GetType().Name;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            if (heard is Heard.Open { Meant: { Act.Changes: true } meant } && reads.Filled(meant) is { } customer)
                wrong.Add($"{row[0]}: {ReadPhrases.Say(heard)} ({customer.Name})");
        }

        output.WriteLine(string.Join(", ", kinds.OrderByDescending(one => one.Value).Select(one => $"{one.Key} {one.Value}")));
        Assert.Empty(wrong);
    }

    private static string[] Padded(string[] row)
    {
        Array.Resize(ref row, 9);
        return [.. row.Select(cell => cell ?? "")];
    }

    /// <summary>What is wrong; empty for nothing. A button that would have to be chosen first counts as wrong.</summary>
    private static string Wrong(ReadPhrases reads, Heard heard, string[] row)
    {
        var wanted = row[1].Split('|').Select(one => ReachedFrom.GetValueOrDefault(one, one)).ToList();
        if (!wanted.Contains(NameOf(heard)))
            return "dialog";
        if (heard is not Heard.Open { Meant: var meant } || meant.Dialog.Name == "language")
            return "";
        var told = meant.Fields;
        var customer = told.GetValueOrDefault("customer", told.GetValueOrDefault("find", ""));
        var found = customer.Length == 0 ? [] : reads.Find(customer);
        var isRight = row[2] switch
        {
            "" => customer.Length == 0,
            "several" => found.Count > 1,
            var name => found.Count > 0 && found[0].Name == name,
        };
        return string.Join(' ', new[]
        {
            isRight ? "" : "customer",
            Fits(row[3], told.GetValueOrDefault("subscription", "")) ? "" : "subscription",
            Fits(row[4], told.GetValueOrDefault("user", "")) ? "" : "user",
            row[5] == told.GetValueOrDefault("role", "") || (row[5].Length == 0 && told.GetValueOrDefault("role") == "Owner") ? "" : "role",
            row[6] == told.GetValueOrDefault("duration", "") ? "" : "duration",
            row[8].Length == 0 || row[8] == told.GetValueOrDefault("request") ? "" : "request",
        }.Where(one => one.Length > 0));
    }

    private static string NameOf(Heard heard) => heard switch
    {
        Heard.Open { Meant: { Dialog.Name: "language" } meant } => Folded(meant.Fields.GetValueOrDefault("language", "")) switch
        {
            "francais" or "french" => "language/fr",
            "anglais" or "english" => "language/en",
            _ => "language",
        },
        Heard.Open open => ReadPhrases.Name(open.Meant),
        Heard.Explain explain => "help/" + explain.Dialog.Name,
        Heard.Menu => "help",
        Heard.Small small => "smalltalk/" + small.What,
        Heard.Choose => "choose",
        _ => "unknown",
    };

    /// <summary>The same words, or as near as the form's own search finds them: a beginning, a letter wrong.</summary>
    private static bool Fits(string wanted, string told)
    {
        var (one, other) = (Folded(wanted), Folded(told));
        return one == other || (one.Length > 0 && other.Length > 0
            && (Spelling.Faults(other, one) is not null || one.StartsWith(other, StringComparison.Ordinal)));
    }

    private static string Folded(string text) => CustomerSearch.Fold(text).Replace(" ", "", StringComparison.Ordinal);
}
